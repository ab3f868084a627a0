import type { Answer, AnswerMode, Questions } from './answer-mode.js'
import type { Incoming } from './device-link.js'
import { type DevicePart, membersOf, type PartTools } from './part.js'
import type { Reporter } from './reporter.js'

interface Report {
  readonly status: 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED' | 'REJECTED'
  readonly statusReason?: { readonly reasonCode: string; readonly reasonDescription?: string }
}

const REPORTS: Readonly<Record<Exclude<Answer, 'ignore'>, readonly Report[]>> = {
  succeed: [{ status: 'SUCCEEDED' }],
  fail: [{ status: 'FAILED', statusReason: { reasonCode: 'TOLD_TO_FAIL' } }],
  reject: [{ status: 'REJECTED', statusReason: { reasonCode: 'TOLD_TO_REJECT' } }],
  slow: [{ status: 'IN_PROGRESS', statusReason: { reasonCode: 'SLOW' } }, { status: 'SUCCEEDED' }],
}

const UTF8 = new TextDecoder('utf-8', { fatal: true })

/** Takes the commands to the thing and answers them in JSON. */
export class CommandsPart implements DevicePart {
  readonly topicFilters: readonly string[]
  readonly #tools: PartTools
  readonly #reporter: Reporter
  readonly #mode: AnswerMode
  readonly #questions: Questions
  readonly #root: string
  readonly #answers = new Map<string, (answer: Readonly<Record<string, unknown>>) => void>()
  #runningCount = 0

  constructor(tools: PartTools, reporter: Reporter, mode: AnswerMode, questions: Questions) {
    this.#tools = tools
    this.#reporter = reporter
    this.#mode = mode
    this.#questions = questions
    this.#root = `$aws/commands/things/${tools.thingName}/executions`
    this.topicFilters = ['request', 'request/json', 'request/cbor'].map((topic) => `${this.#root}/+/${topic}`)
  }

  get isIdle(): boolean {
    return this.#runningCount === 0
  }

  start(): Promise<void> {
    for (const answer of this.#answers.values()) answer({})
    return Promise.resolve()
  }

  take(message: Incoming): boolean {
    if (!message.topic.startsWith(`${this.#root}/`)) return false
    const [executionId = '', kind = '', answer = ''] = message.topic.slice(this.#root.length + 1).split('/')
    if (kind === 'request') void this.#run(executionId, message)
    else this.#answers.get(executionId)?.({ ...membersOf(message.payload), answer })
    return true
  }

  async #run(executionId: string, message: Incoming): Promise<void> {
    this.#runningCount++
    const payload = shownPayload(message)
    this.#reporter.say('command', `Command ${executionId}: ${payload.text}`, { executionId, ...payload.facts })
    const answer = this.#mode === 'ask' ? await this.#questions.ask(`Command ${executionId}`) : this.#mode
    if (answer === 'ignore') this.#reporter.say('commandIgnored', `Command ${executionId} is left alone.`, { executionId })
    else await this.#answer(executionId, answer)
    this.#runningCount--
    this.#tools.changed()
  }

  async #answer(executionId: string, answer: Exclude<Answer, 'ignore'>): Promise<void> {
    for (const [index, report] of REPORTS[answer].entries()) {
      if (index > 0) await this.#tools.pause()
      const answered = new Promise<Readonly<Record<string, unknown>>>((resolve) => this.#answers.set(executionId, resolve))
      if (!(await this.#tools.publish(`${this.#root}/${executionId}/response/json`, report))) return
      const members = await answered
      this.#answers.delete(executionId)
      const facts = { executionId, ...report }
      if (members['answer'] === 'accepted') this.#reporter.say('commandAnswered', `Command ${executionId} is ${report.status}.`, facts)
      if (members['answer'] === 'rejected') {
        const { error, errorMessage } = members
        this.#reporter.complain(
          'commandAnswerRejected',
          `Command ${executionId} cannot be ${report.status}: ${String(error)}: ${String(errorMessage)}`,
          { ...facts, error },
        )
      }
      if (members['answer'] !== 'accepted') return
    }
  }
}

/** Text as text, everything else as base64. */
function shownPayload({ topic, payload, contentType }: Incoming): { readonly text: string; readonly facts: object } {
  const type = contentType ?? (topic.endsWith('/json') ? 'application/json' : topic.endsWith('/cbor') ? 'application/cbor' : undefined)
  const facts = type === undefined ? {} : { contentType: type }
  try {
    const text = UTF8.decode(payload)
    if (type !== 'application/cbor') return { text, facts: { ...facts, payload: text } }
  } catch {
    // Not text.
  }
  const payloadBase64 = payload.toString('base64')
  return {
    text: `${payload.length} bytes${type === undefined ? '' : ` of ${type}`}, base64 ${payloadBase64}`,
    facts: { ...facts, payloadBase64 },
  }
}
