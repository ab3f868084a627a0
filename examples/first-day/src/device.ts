import mqtt, { type IClientOptions, type MqttClient } from 'mqtt'

/** A device's agent on mqtt.js: connects with its certificate, waits for messages, answers its jobs. */
export class Device {
  readonly #client: MqttClient
  readonly #received = new Map<string, unknown>()
  #onMessage: () => void = () => undefined

  private constructor(client: MqttClient) {
    this.#client = client
    client.on('message', (topic, payload) => {
      this.#received.set(topic, JSON.parse(payload.toString('utf8')))
      this.#onMessage()
    })
  }

  /** Tries once. Undefined when the connection is closed before it is accepted. */
  static connect(options: IClientOptions): Promise<Device | undefined> {
    const client = mqtt.connect({ ...options, reconnectPeriod: 0 })
    client.on('error', () => undefined)
    return new Promise((resolve) => {
      client.once('connect', () => resolve(new Device(client)))
      client.once('close', () => resolve(undefined))
    })
  }

  async subscribe(...topicFilters: string[]): Promise<void> {
    await this.#client.subscribeAsync(topicFilters, { qos: 1 })
  }

  async publish(topic: string, payload: object): Promise<void> {
    await this.#client.publishAsync(topic, JSON.stringify(payload), { qos: 1 })
  }

  /** Publishes without waiting for an answer: a refusal has none. */
  blurt(topic: string, payload: object): void {
    this.#client.publish(topic, JSON.stringify(payload), { qos: 0 })
  }

  /** The last message of a topic, come or to come. */
  async message(topic: string): Promise<unknown> {
    while (!this.#received.has(topic)) {
      await new Promise<void>((resolve) => {
        this.#onMessage = resolve
      })
    }
    return this.#received.get(topic)
  }

  async closed(): Promise<void> {
    if (!this.#client.connected) return
    await new Promise<void>((resolve) => {
      this.#client.once('close', () => resolve())
    })
  }
}
