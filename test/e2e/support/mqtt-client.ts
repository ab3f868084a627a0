import mqtt, { type IClientOptions, type MqttClient } from 'mqtt'
import { onTestFinished } from 'vitest'

export interface Received {
  readonly topic: string
  readonly payload: string
}

/** A client of mqtt.js that keeps what it receives. */
export interface TestClient {
  readonly client: MqttClient
  readonly received: readonly Received[]
  subscribe(...topicFilters: string[]): Promise<void>
  publish(topic: string, payload: string | object, qos?: 0 | 1): Promise<void>
  /** The first message on a topic, received before or after the call. Rejects after 5 s with what was received instead. */
  message(topic: string): Promise<Received>
  /** The payload of {@link message} as JSON. */
  json(topic: string): Promise<unknown>
  /** Resolves when the connection is closed. */
  closed(): Promise<void>
  end(): Promise<void>
}

/** Connects once, without reconnecting, and ends with the test. Rejects when the connection is closed before CONNACK. */
export async function connect(options: IClientOptions, url?: string): Promise<TestClient> {
  const all: IClientOptions = { reconnectPeriod: 0, connectTimeout: 5_000, ...options }
  const client = url === undefined ? mqtt.connect(all) : mqtt.connect(url, all)
  client.on('error', () => undefined)
  onTestFinished(() => client.endAsync(true).then(() => undefined))
  const received: Received[] = []
  const watchers = new Set<() => void>()
  client.on('message', (topic, payload) => {
    received.push({ topic, payload: payload.toString('utf8') })
    for (const watcher of watchers) watcher()
  })
  let isClosed = false
  const closing = new Promise<void>((resolve) => {
    client.once('close', () => {
      isClosed = true
      resolve()
    })
  })
  await new Promise<void>((resolve, reject) => {
    client.once('connect', () => resolve())
    client.once('error', reject)
    client.once('close', () => reject(new Error('closed before CONNACK')))
  })
  const message = (topic: string): Promise<Received> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = received.find((candidate) => candidate.topic === topic)
        if (found === undefined) return
        watchers.delete(look)
        clearTimeout(timer)
        resolve(found)
      }
      const timer = setTimeout(() => {
        watchers.delete(look)
        reject(
          new Error(
            `nothing on ${topic}; received: ${received.map((one) => one.topic).join(', ') || 'nothing'}; connection ${isClosed ? 'closed' : 'open'}`,
          ),
        )
      }, 5_000)
      watchers.add(look)
      look()
    })
  return {
    client,
    received,
    subscribe: async (...topicFilters) => {
      await client.subscribeAsync(topicFilters, { qos: 1 })
    },
    publish: async (topic, payload, qos = 1) => {
      await client.publishAsync(topic, typeof payload === 'string' ? payload : JSON.stringify(payload), { qos })
    },
    message,
    json: async (topic) => JSON.parse((await message(topic)).payload) as unknown,
    closed: () => closing,
    end: async () => {
      await client.endAsync()
    },
  }
}
