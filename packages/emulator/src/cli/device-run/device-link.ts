import type { MqttClient } from 'mqtt'
import type { DeviceFiles } from './device-files.js'
import type { Refusals } from './refusals.js'
import type { Reporter } from './reporter.js'

/** How long the connection may take, and the pause before another try, in milliseconds. */
const CONNECT_TIMEOUT_MS = 10_000
const RECONNECT_PAUSE_MS = 1_000
/** How long an end in good order may take, in milliseconds. */
const END_DEADLINE_MS = 2_000

export interface Incoming {
  readonly topic: string
  readonly payload: Buffer
  /** MQTT 5's content type, when the message has one. */
  readonly contentType: string | undefined
}

export interface LinkOptions {
  readonly host: string
  readonly port: number
  readonly clientId: string
  readonly files: DeviceFiles
  readonly refusals: Refusals
  readonly reporter: Reporter
  /** How often in a row the connection may be refused for the same reason before the device gives up. */
  readonly patience: number
  /** Called with each new connection, with each message, and when the device gives up. */
  readonly onConnect: () => void
  readonly onMessage: (message: Incoming) => void
  readonly onGivenUp: () => void
}

/** The device's connection: over TLS with its certificate, MQTT 5, made again when it is lost, with the reason when it was refused. */
export class DeviceLink {
  readonly #options: LinkOptions
  readonly #client: MqttClient
  #wasConnected = false
  #isEnding = false
  #trouble: { readonly why: string; readonly count: number } | undefined

  private constructor(client: MqttClient, options: LinkOptions) {
    this.#client = client
    this.#options = options
  }

  /** Resolves when the device is connected, or with undefined when it was refused; the reporter has been told why. */
  static async open(options: LinkOptions): Promise<DeviceLink | undefined> {
    // Loaded here: no other command needs a client.
    const { default: mqtt } = await import('mqtt')
    const { host, port, clientId, files, reporter } = options
    const client = mqtt.connect({
      protocol: 'mqtts',
      host,
      port,
      clientId,
      ...files,
      protocolVersion: 5,
      clean: true,
      connectTimeout: CONNECT_TIMEOUT_MS,
      reconnectPeriod: RECONNECT_PAUSE_MS,
      reconnectOnConnackError: true,
      resubscribe: false,
      queueQoSZero: false,
    })
    const link = new DeviceLink(client, options)
    return new Promise((resolve) => {
      let socketError: string | undefined
      client.on('error', (error) => {
        socketError = error.message
      })
      client.on('message', (topic, payload, packet) => {
        options.onMessage({ topic, payload, contentType: packet.properties?.contentType })
      })
      client.on('connect', () => {
        link.#wasConnected = true
        reporter.say('connected', `Connected to ${host}:${port} as ${clientId}.`, { host, port, clientId })
        options.onConnect()
        resolve(link)
      })
      client.on('close', () => {
        const reason = socketError
        socketError = undefined
        void link.#closed(reason).then((isOver) => {
          if (isOver) resolve(undefined)
        })
      })
    })
  }

  /** Publishes at QoS 1. Whether it was taken; a refusal has been told. What a lost connection swallows is sent again by the next one. */
  async publish(topic: string, payload: object): Promise<boolean> {
    const { reporter, refusals, patience, onGivenUp } = this.#options
    try {
      await this.#client.publishAsync(topic, JSON.stringify(payload), { qos: 1 })
      return true
    } catch (error) {
      if (this.#isEnding) return false
      const why = (await refusals.latest()) ?? (error instanceof Error ? error.message : String(error))
      reporter.complain('publishRefused', `Not published to ${topic}: ${why}`, { topic, why })
      if (patience === 1) onGivenUp()
      return false
    }
  }

  /** Subscribes, and complains about each filter that was refused. */
  async subscribe(topicFilters: readonly string[]): Promise<void> {
    const { reporter, refusals } = this.#options
    try {
      await this.#client.subscribeAsync([...topicFilters], { qos: 1 })
    } catch (error) {
      if (this.#isEnding || !this.#client.connected) return
      const why = (await refusals.latest()) ?? (error instanceof Error ? error.message : String(error))
      reporter.complain('subscribeRefused', `Not subscribed to ${topicFilters.join(', ')}: ${why}`, { topicFilters, why })
    }
  }

  /** Ends with a DISCONNECT. */
  async end(): Promise<void> {
    this.#isEnding = true
    const deadline = setTimeout(() => void this.#client.end(true), END_DEADLINE_MS)
    await this.#client.endAsync().catch(() => undefined)
    clearTimeout(deadline)
  }

  /** Says why the connection is gone. Whether that is all: a first connection that fails is not tried again. */
  async #closed(socketError: string | undefined): Promise<boolean> {
    if (this.#isEnding) return false
    const isFirst = !this.#wasConnected
    if (isFirst) {
      this.#isEnding = true
      this.#client.end(true)
    }
    const { reporter, refusals, patience, onGivenUp } = this.#options
    const explanation = await refusals.latest()
    const why = explanation ?? socketError ?? 'The other side closed the connection.'
    if (isFirst) {
      reporter.complain('connectionRefused', `Not connected: ${why}`, { why })
      return true
    }
    const isNews = why !== this.#trouble?.why
    this.#trouble = { why, count: isNews ? 1 : (this.#trouble?.count ?? 0) + 1 }
    // An emulator that is away comes back; one that refuses the device does so again.
    const isGivenUp = this.#trouble.count >= patience && (explanation !== undefined || patience === 1)
    if (isNews || isGivenUp) reporter.complain('disconnected', `Disconnected: ${why}${isGivenUp ? '' : ' Trying again.'}`, { why })
    if (isGivenUp) {
      this.#isEnding = true
      this.#client.end(true)
      onGivenUp()
    }
    return false
  }
}
