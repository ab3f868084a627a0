import { setTimeout as sleep } from 'node:timers/promises'
import { endpointOf, ENDPOINT_FLAG } from '../admin-client.js'
import type { ParsedArguments } from '../arguments.js'
import type { Command } from '../command.js'
import { connectableOf } from '../control-client.js'
import { ANSWER_MODES, Questions, readAnswerMode } from '../device-run/answer-mode.js'
import { CommandsPart } from '../device-run/commands-part.js'
import { readDeviceFiles } from '../device-run/device-files.js'
import { DeviceLink, type LinkOptions } from '../device-run/device-link.js'
import { JobsPart } from '../device-run/jobs-part.js'
import type { DevicePart, PartTools } from '../device-run/part.js'
import { Refusals } from '../device-run/refusals.js'
import { createReporter, type Reporter } from '../device-run/reporter.js'
import { readReported, ShadowPart } from '../device-run/shadow-part.js'
import { EXIT } from '../exit-codes.js'
import { spanMs } from '../span.js'
import { waitForStopSignal } from '../stop-signal.js'

/** How often a running device may be refused for the same reason. */
const PATIENCE = 3

const MODES = ANSWER_MODES.join('|')

/** Plays a device in a terminal: jobs, shadow and commands of a thing, over its own connection. */
export const deviceRun: Command = {
  name: 'device run',
  usage: `<thing> [--from DIR] [--jobs ${MODES}] [--commands MODE] [--report KEY=VALUE]... [--pace SPAN] [--once] [--json]`,
  help: 'play a device in this terminal: it connects, answers jobs and commands, reports its shadow',
  flags: [
    ENDPOINT_FLAG,
    { name: 'from', help: 'folder that device create wrote; default: ./<thing>' },
    { name: 'cert', help: "the device's certificate; default: certificate.pem.crt in that folder" },
    { name: 'key', help: "the device's private key; default: private.pem.key there" },
    { name: 'ca', help: 'the CA that the server certificate chains to; default: ca.pem there' },
    { name: 'client-id', help: 'the MQTT client id; default: the name of the thing' },
    { name: 'jobs', help: `how jobs are answered: ${MODES}; default: succeed` },
    { name: 'commands', help: 'how commands are answered; default: as jobs' },
    { name: 'report', isMultiple: true, help: 'a value for the reported state; dots in the key make levels' },
    { name: 'pace', help: 'the pause between the steps of a slow answer; default: 1s' },
    { name: 'once', isSwitch: true, help: 'end when nothing is left to do: exit code 0, or 1 if something was refused' },
    { name: 'json', isSwitch: true, help: 'tell what happens as one JSON object a line' },
  ],
  arity: [1, 1],
  run: async ({ config, arguments: parsed, terminal }) => {
    const [thingName = ''] = parsed.positionals
    const flag = (name: string): string | undefined => parsed.own[name]?.at(-1)
    const modes = modesOf(flag)
    const reported = readReported(parsed.own['report'] ?? [])
    const paceMs = spanMs(flag('pace') ?? '1s')
    const files = readDeviceFiles({ folder: flag('from') ?? thingName, cert: flag('cert'), key: flag('key'), ca: flag('ca') })
    const endpoint = endpointOf(config, parsed)
    const { host, mqttsPort } = await connectableOf(endpoint, config)
    const clientId = flag('client-id') ?? thingName
    const reporter = createReporter(terminal, isOn(parsed, 'json'), () => new Date())
    const stopSignal = waitForStopSignal(() => terminal.err('Stopped at once: the connection was cut without a DISCONNECT.'))
    const questions = new Questions()
    try {
      const device = new PlayedDevice({ thingName, paceMs }, (tools) => [
        new ShadowPart(tools, reporter, reported),
        new JobsPart(tools, reporter, modes.jobs, questions),
        new CommandsPart(tools, reporter, modes.commands, questions),
      ])
      const refusals = new Refusals(endpoint, { clientId, account: config.accountId, region: config.region })
      await refusals.latest()
      const isOnce = isOn(parsed, 'once')
      const patience = isOnce ? 1 : PATIENCE
      const isConnected = await device.connect({ host, port: mqttsPort, clientId, files, refusals, reporter, patience })
      if (!isConnected) return EXIT.unexpected
      const end = await Promise.race([stopSignal, device.givenUp, ...(isOnce ? [device.idle] : [])])
      questions.close()
      await device.end()
      return endOf(end, reporter)
    } finally {
      questions.close()
    }
  },
}

function modesOf(flag: (name: string) => string | undefined) {
  const jobs = readAnswerMode('jobs', flag('jobs'), 'succeed')
  return { jobs, commands: readAnswerMode('commands', flag('commands'), jobs) }
}

function isOn(parsed: ParsedArguments, name: string): boolean {
  return (parsed.own[name] ?? []).length > 0
}

/** A device that was stopped ends clean whatever happened; one that ends by itself says whether all went well. */
function endOf(end: NodeJS.Signals | 'idle' | 'givenUp', reporter: Reporter): number {
  if (end === 'givenUp') return EXIT.unexpected
  if (end === 'idle') reporter.say('ended', 'Nothing is left to do.')
  else reporter.say('ended', `Ended by ${end}.`, { signal: end })
  return end === 'idle' && reporter.hasComplained ? EXIT.unexpected : EXIT.clean
}

/** The connection of a device and the parts that use it. */
class PlayedDevice {
  readonly #parts: readonly DevicePart[]
  /** Resolves when every part is idle. */
  readonly idle: Promise<'idle'>
  /** Resolves when the device is refused again and again. */
  readonly givenUp: Promise<'givenUp'>
  #link: DeviceLink | undefined
  #becameIdle: () => void = () => undefined
  #gaveUp: () => void = () => undefined
  #isStarted = false

  constructor(
    { thingName, paceMs }: { readonly thingName: string; readonly paceMs: number },
    makeParts: (tools: PartTools) => readonly DevicePart[],
  ) {
    this.idle = new Promise((resolve) => (this.#becameIdle = () => resolve('idle')))
    this.givenUp = new Promise((resolve) => (this.#gaveUp = () => resolve('givenUp')))
    this.#parts = makeParts({
      thingName,
      publish: async (topic, payload) => (await this.#link?.publish(topic, payload)) ?? false,
      changed: () => {
        this.#changed()
      },
      pause: () => sleep(paceMs, undefined, { ref: false }),
    })
  }

  /** Whether the first connection was made. */
  async connect(options: Omit<LinkOptions, 'onConnect' | 'onMessage' | 'onGivenUp'>): Promise<boolean> {
    this.#link = await DeviceLink.open({
      ...options,
      onConnect: () => {
        if (this.#link !== undefined) void this.#start(this.#link)
      },
      onMessage: (message) => {
        this.#parts.some((part) => part.take(message))
      },
      onGivenUp: () => this.#gaveUp(),
    })
    if (this.#link === undefined) return false
    // Not waited for: what a lost connection leaves unanswered never settles, and the next one starts anew.
    void this.#start(this.#link)
    return true
  }

  end(): Promise<void> | undefined {
    return this.#link?.end()
  }

  #changed(): void {
    if (this.#isStarted && this.#parts.every(({ isIdle }) => isIdle)) this.#becameIdle()
  }

  async #start(link: DeviceLink): Promise<void> {
    for (const part of this.#parts) {
      await link.subscribe(part.topicFilters)
      await part.start()
    }
    this.#isStarted = true
    this.#changed()
  }
}
