import { EmulatorError } from '@iot-core-local/core'
import type { Incoming } from './device-link.js'
import { type DevicePart, membersOf, type PartTools } from './part.js'
import type { Reporter } from './reporter.js'

type State = Readonly<Record<string, unknown>>

/** Marks the updates of this device: others on its shadow are answered on the same topics. */
const TOKEN = 'iot-core-local-device-run'

/** Reports values to the classic shadow of the thing, and does what is desired of it. */
export class ShadowPart implements DevicePart {
  readonly topicFilters: readonly string[]
  readonly #tools: PartTools
  readonly #reporter: Reporter
  readonly #reported: State
  readonly #root: string
  #isAnswered = false
  #pendingCount = 0
  /** What is being done: a difference is told on two topics when the device has just come. */
  readonly #doing = new Set<string>()

  constructor(tools: PartTools, reporter: Reporter, reported: State) {
    this.#tools = tools
    this.#reporter = reporter
    this.#reported = reported
    this.#root = `$aws/things/${tools.thingName}/shadow`
    this.topicFilters = ['get/accepted', 'get/rejected', 'update/accepted', 'update/rejected', 'update/delta'].map(
      (topic) => `${this.#root}/${topic}`,
    )
  }

  get isIdle(): boolean {
    return this.#isAnswered && this.#pendingCount === 0
  }

  async start(): Promise<void> {
    this.#isAnswered = false
    this.#pendingCount = 0
    this.#doing.clear()
    if (Object.keys(this.#reported).length > 0) await this.#report(this.#reported)
    await this.#tools.publish(`${this.#root}/get`, { clientToken: TOKEN })
  }

  take({ topic, payload }: Incoming): boolean {
    if (!topic.startsWith(`${this.#root}/`)) return false
    const members = membersOf(payload)
    const what = topic.slice(this.#root.length + 1)
    // What is too large to be read is rejected without its token.
    const isOurs = members['clientToken'] === TOKEN || (what === 'update/rejected' && members['clientToken'] === undefined)
    if (what === 'update/delta') this.#desired(members['state'])
    else if (what === 'get/accepted' && isOurs) {
      this.#isAnswered = true
      this.#desired(stateOf(stateOf(members['state'])['delta']))
    } else if (what === 'get/rejected' && isOurs) {
      this.#isAnswered = true
      if (members['code'] !== 404) this.#complain('The shadow cannot be read', members)
    } else if (what === 'update/accepted' && isOurs) {
      this.#answered()
      const reported = stateOf(stateOf(members['state'])['reported'])
      this.#reporter.say('reported', `Reported ${JSON.stringify(reported)}, version ${String(members['version'])}.`, {
        reported,
        version: members['version'],
      })
    } else if (what === 'update/rejected' && isOurs) {
      this.#answered()
      this.#complain('The shadow cannot be updated', members)
    }
    this.#tools.changed()
    return true
  }

  /** A device that does what is asked of it: it reports the difference as its own state. */
  #desired(delta: unknown): void {
    const state = stateOf(delta)
    const text = JSON.stringify(state)
    if (Object.keys(state).length === 0 || this.#doing.has(text)) return
    this.#doing.add(text)
    this.#reporter.say('delta', `Desired: ${text}.`, { delta: state })
    void this.#report(state)
  }

  async #report(reported: State): Promise<void> {
    this.#pendingCount++
    if (!(await this.#tools.publish(`${this.#root}/update`, { state: { reported }, clientToken: TOKEN }))) this.#answered()
  }

  #answered(): void {
    this.#pendingCount--
    if (this.#pendingCount === 0) this.#doing.clear()
  }

  #complain(what: string, members: State): void {
    this.#reporter.complain('shadowRejected', `${what}: ${String(members['code'])} ${String(members['message'])}`, {
      code: members['code'],
    })
  }
}

function stateOf(value: unknown): State {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
}

/** The state out of `key=value` pairs; dots in a key make levels, a value is JSON if it can be and text if not. @throws EmulatorError ICL_CONFIG_INVALID */
export function readReported(pairs: readonly string[]): State {
  const reported: Record<string, unknown> = {}
  for (const pair of pairs) {
    const equals = pair.indexOf('=')
    const keys = pair.slice(0, Math.max(0, equals)).split('.')
    if (equals < 1 || keys.includes(''))
      throw new EmulatorError('ICL_CONFIG_INVALID', `--report ${pair} is not KEY=VALUE.`, {
        hint: 'Write --report on=true or --report firmware.version=1.2.0.',
      })
    setAt(reported, keys, jsonOrText(pair.slice(equals + 1)))
  }
  return reported
}

function setAt(state: Record<string, unknown>, [key = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    Object.defineProperty(state, key, { value, enumerable: true, configurable: true, writable: true })
    return
  }
  const level: Record<string, unknown> = { ...stateOf(Object.hasOwn(state, key) ? state[key] : undefined) }
  setAt(level, rest, value)
  setAt(state, [key], level)
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
