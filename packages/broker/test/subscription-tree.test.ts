import { createTestAccount } from '@iot-core-local/core/testing'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { Session } from '../src/engine/session.js'
import { ShareGroup } from '../src/engine/share-group.js'
import { SubscriptionTree, type Subscription } from '../src/engine/subscription-tree.js'
import { MessageStore } from '../src/store/message-store.js'
import { migrations } from '../src/store/migrations.js'

/** Few names, so that filters meet topics; empty levels, `$` and what a regular expression would take for its own among them. */
const name = fc.constantFrom('', 'a', 'b', 'A', '$aws', '$', '.', 'ü', 'a b')
const topic = fc.array(name, { minLength: 1, maxLength: 5 }).map((levels) => levels.join('/'))
const filter = fc
  .tuple(fc.array(fc.oneof({ weight: 3, arbitrary: name }, { weight: 1, arbitrary: fc.constant('+') }), { maxLength: 4 }), fc.boolean())
  .map(([levels, isOpen]) => [...levels, ...(isOpen || levels.length === 0 ? ['#'] : [])].join('/'))

/** BRK-122 to BRK-125, word for word and slow: the filter as a regular expression. */
function matchesNaively(topicFilter: string, name: string): boolean {
  const levels = topicFilter.split('/')
  const isWild = levels[0] === '+' || levels[0] === '#'
  if (isWild && name.startsWith('$')) return false
  const source = levels.map((level) => {
    if (level === '#') return '.*'
    return level === '+' ? '[^/]*' : level.replaceAll(/[$.*?()[\]{}|\\^]/g, String.raw`\$&`)
  })
  return new RegExp(`^${source.join('/')}$`, 'su').test(name)
}

function useSessions(): readonly [Session, Session, Session] {
  const account = createTestAccount()
  onTestFinished(() => {
    account.close()
  })
  account.store.migrate('broker', migrations)
  const messages = new MessageStore(account.store)
  const named = (clientId: string): Session => new Session({ clientId, protocolVersion: 4, expirySeconds: 0, messages, maximumQueued: 1 })
  return [named('p'), named('q'), named('r')]
}

const subscription = (topicFilter: string, qos: 0 | 1): Subscription => ({
  filter: topicFilter,
  qos,
  isNoLocal: false,
  isRetainAsPublished: false,
})

test('[BRK-123] [BRK-206] [BRK-124] [BRK-125] one filter matches a topic exactly when its levels say so', () => {
  const [session] = useSessions()
  fc.assert(
    fc.property(filter, fc.array(topic, { minLength: 1, maxLength: 8 }), (topicFilter, topics) => {
      const tree = new SubscriptionTree()
      tree.add(session, subscription(topicFilter, 0))
      for (const name of topics)
        expect([topicFilter, name, tree.match(name).sessions.size === 1]).toEqual([topicFilter, name, matchesNaively(topicFilter, name)])
    }),
    { numRuns: 1_000 },
  )
})

interface Step {
  readonly kind: 'add' | 'remove' | 'addGroup' | 'removeGroup'
  readonly who: 0 | 1 | 2
  readonly topicFilter: string
  readonly qos: 0 | 1
}

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom('add', 'add', 'remove', 'addGroup', 'removeGroup'),
  who: fc.constantFrom(0, 1, 2),
  topicFilter: filter,
  qos: fc.constantFrom(0, 1),
})

test('[BRK-106] [BRK-221] whatever was subscribed and left, a topic finds who is subscribed now, at the highest QoS granted', () => {
  const sessions = useSessions()
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), fc.array(topic, { minLength: 1, maxLength: 10 }), (steps, topics) => {
      const tree = new SubscriptionTree()
      const subscribed = new Map<string, { readonly session: Session; readonly topicFilter: string; readonly qos: 0 | 1 }>()
      const groups = new Map<string, ShareGroup>()
      for (const { kind, who, topicFilter, qos } of steps) {
        const session = sessions[who]
        const before = tree.version
        if (kind === 'add') {
          tree.add(session, subscription(topicFilter, qos))
          subscribed.set(`${session.clientId} ${topicFilter}`, { session, topicFilter, qos })
        } else if (kind === 'remove') {
          tree.remove(session, topicFilter)
          subscribed.delete(`${session.clientId} ${topicFilter}`)
        } else if (kind === 'addGroup') {
          if (groups.has(topicFilter)) continue
          const group = new ShareGroup(`$share/g/${topicFilter}`, topicFilter)
          tree.addGroup(group)
          groups.set(topicFilter, group)
        } else {
          const group = groups.get(topicFilter)
          if (group === undefined) continue
          tree.removeGroup(group)
          groups.delete(topicFilter)
        }
        expect(tree.version).toBeGreaterThan(before)
      }
      for (const name of topics) {
        const expected = new Map<Session, 0 | 1>()
        for (const { session, topicFilter, qos } of subscribed.values()) {
          if (matchesNaively(topicFilter, name)) expected.set(session, expected.get(session) === 1 ? 1 : qos)
        }
        const found = tree.match(name)
        expect(new Map([...found.sessions].map(([session, { qos }]) => [session, qos]))).toEqual(expected)
        expect(found.groups).toEqual(new Set([...groups.values()].filter((group) => matchesNaively(group.filter, name))))
      }
    }),
    { numRuns: 300 },
  )
})
