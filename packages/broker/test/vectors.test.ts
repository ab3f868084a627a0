import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { connectPacket, useBroker } from './use-broker.js'
import { SubscriptionTree } from '../src/engine/subscription-tree.js'
import { filterProblem, topicProblem } from '../src/engine/topic-rules.js'
import { Session } from '../src/engine/session.js'
import { MessageStore } from '../src/store/message-store.js'
import { migrations } from '../src/store/migrations.js'
import { createTestAccount } from '@iot-core-local/core/testing'

interface Vectors {
  readonly cases: readonly {
    readonly id: string
    readonly rule: string
    readonly given: Record<string, unknown>
    readonly then: Record<string, unknown>
  }[]
  readonly wire: readonly Record<string, unknown>[]
  readonly reservedTopics: readonly { readonly topic: string; readonly allowed: readonly string[] }[]
}

const vectors = JSON.parse(readFileSync(new URL('../../../test/conformance/vectors/broker.json', import.meta.url), 'utf8')) as Vectors

for (const { id, rule, given, then } of vectors.cases.filter(({ id }) => id.startsWith('TOP-'))) {
  const { filter } = given
  const { matches, doesNotMatch } = then
  if (typeof filter !== 'string' || !Array.isArray(matches)) continue
  test(`[${rule}] vector ${id}: ${filter}`, () => {
    const account = createTestAccount()
    account.store.migrate('broker', migrations)
    const tree = new SubscriptionTree()
    const session = new Session({
      clientId: 'c',
      protocolVersion: 4,
      expirySeconds: 0,
      messages: new MessageStore(account.store),
      maximumQueued: 1,
    })
    tree.add(session, { filter, qos: 0, isNoLocal: false, isRetainAsPublished: false })
    for (const topic of matches) expect([topic, tree.match(String(topic)).sessions.size]).toEqual([topic, 1])
    for (const topic of Array.isArray(doesNotMatch) ? doesNotMatch : [])
      expect([topic, tree.match(String(topic)).sessions.size]).toEqual([topic, 0])
    account.close()
  })
}

test('[BRK-037] keep-alive vectors', async () => {
  const harness = await useBroker()
  for (const { id, given, then } of vectors.cases.filter(({ id }) => id.startsWith('KA-'))) {
    const client = (await harness.raw()).listen(5).send(connectPacket(id, 5, { keepalive: Number(given['keepAliveRequested']) }), 5)
    const connack = await client.next()
    const told = connack?.cmd === 'connack' ? (connack.properties?.serverKeepAlive ?? given['keepAliveRequested']) : undefined
    expect([id, told]).toEqual([id, then['effectiveKeepAlive']])
  }
})

/** A topic of the pattern's form: `{a|b}` takes its first choice, `{rest...}` two levels, any other label one. */
const exampleOf = (pattern: string): string =>
  pattern.replaceAll(/\{([^}]+)\}/g, (_whole, label: string) =>
    label.includes('|') ? (label.split('|')[0] ?? '') : label.endsWith('...') ? 'a/b' : 'x1',
  )

for (const { topic, allowed } of vectors.reservedTopics) {
  test(`[BRK-240] [BRK-245] ${topic}: ${allowed.join(' and ')}`, () => {
    const example = exampleOf(topic)
    expect({ publish: topicProblem(example) === undefined, subscribe: filterProblem(example) === undefined }).toEqual({
      publish: allowed.includes('publish'),
      subscribe: allowed.includes('subscribe'),
    })
  })
}
