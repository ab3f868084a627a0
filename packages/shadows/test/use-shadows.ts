import { createTestAccount, type TestAccount, type TestAccountOptions } from '@iot-core-local/core/testing'
import { ServiceError, type ShadowSnapshot, type TopicReply, TopicRouter, type TopicHandler } from '@iot-core-local/core'
import { onTestFinished } from 'vitest'
import { createShadows, type Shadows, type ShadowsOptions } from '../src/index.js'

/** How a request went, whatever the edge: 200 or the code, and the payload as text. */
export interface Outcome {
  readonly status: number
  readonly payload: string
  readonly message: string | undefined
  /** What was published because of it, in order. */
  readonly published: { topic: string; payload: string }[]
}

export interface Address {
  readonly thingName: string
  readonly shadowName?: string
}

export type Edge = 'http' | 'mqtt'

export interface Rig {
  readonly account: TestAccount
  readonly shadows: Shadows
  get(address: Address, payload?: string | Uint8Array, edge?: Edge): Promise<Outcome>
  update(address: Address, payload: string | Uint8Array | object, edge?: Edge): Promise<Outcome>
  delete(address: Address, payload?: string | Uint8Array, edge?: Edge): Promise<Outcome>
  /** A message of a device on a topic; undefined when no handler claims it. */
  send(topic: string, payload: string | Uint8Array): Promise<readonly TopicReply[] | undefined>
  stored(address: Address): ShadowSnapshot | undefined
}

export function prefixOf({ thingName, shadowName }: Address): string {
  return `$aws/things/${thingName}/shadow${shadowName === undefined ? '' : `/name/${shadowName}`}`
}

/** A shadow service over an account of its own, both closed when the test ends. */
export function useShadows(options: ShadowsOptions & { readonly account?: TestAccountOptions } = {}): Rig {
  const account = createTestAccount(options.account)
  const shadows = createShadows(account, options)
  const router = new TopicRouter<TopicHandler>()
  for (const handler of shadows.topics) router.add(handler.pattern, handler)
  shadows.start()
  onTestFinished(async () => {
    await shadows.close()
    account.close()
  })

  async function send(topic: string, payload: string | Uint8Array): Promise<readonly TopicReply[] | undefined> {
    const match = router.find(topic)
    if (match === undefined) return undefined
    const call = account.mqttCall('device-1')
    const replies = await match.target.handle({ topic, params: match.params, payload: Buffer.from(payload), qos: 1, call })
    for (const { topic: on, payload: content } of replies) account.published.push({ topic: on, payload: Buffer.from(content).toString() })
    return replies
  }

  async function overMqtt(verb: string, address: Address, payload: string | Uint8Array): Promise<Outcome> {
    const before = account.published.length
    await send(`${prefixOf(address)}/${verb}`, payload)
    const published = account.published.slice(before)
    const answer = published.at(-1)
    if (answer === undefined) throw new Error(`Nothing was published for ${verb}.`)
    if (answer.topic.endsWith('/accepted')) return { status: 200, payload: answer.payload, message: undefined, published }
    const { code, message } = JSON.parse(answer.payload) as { code: number; message: string }
    return { status: code, payload: answer.payload, message, published }
  }

  async function overHttp(run: () => unknown): Promise<Outcome> {
    const before = account.published.length
    try {
      const output = (await run()) as { payload: Uint8Array }
      return {
        status: 200,
        payload: Buffer.from(output.payload).toString(),
        message: undefined,
        published: account.published.slice(before),
      }
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error
      return { status: error.status, payload: '', message: error.message, published: account.published.slice(before) }
    }
  }

  const operations = shadows.operations['iot-data']
  return {
    account,
    shadows,
    send,
    get: (address, payload = '', edge = 'mqtt') =>
      edge === 'mqtt' ? overMqtt('get', address, payload) : overHttp(() => operations?.GetThingShadow?.(address, account.call)),
    update: (address, request, edge = 'mqtt') => {
      const payload = typeof request === 'string' || request instanceof Uint8Array ? request : JSON.stringify(request)
      if (edge === 'mqtt') return overMqtt('update', address, payload)
      return overHttp(() => operations?.UpdateThingShadow?.({ ...address, payload: Buffer.from(payload) }, account.call))
    },
    delete: (address, payload = '', edge = 'mqtt') =>
      edge === 'mqtt' ? overMqtt('delete', address, payload) : overHttp(() => operations?.DeleteThingShadow?.(address, account.call)),
    stored: ({ thingName, shadowName }) => shadows.documents.find(thingName, shadowName),
  }
}
