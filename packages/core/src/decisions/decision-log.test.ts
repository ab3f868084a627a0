import { expect, test } from 'vitest'
import { silentLogger } from '../log/logger.js'
import { createTimers } from '../time/virtual-timers.js'
import type { DecisionInput } from './decision.js'
import { createDecisionLog } from './decision-log.js'

const REFUSAL: DecisionInput = {
  kind: 'authorization',
  outcome: 'refused',
  eventType: 'Publish-In',
  explanation: 'No policy allows it.',
  clientId: 'lamp-1',
}

function useLog(capacity: number) {
  const timers = createTimers({ mode: 'manual', startMs: 1_000 })
  return { timers, log: createDecisionLog({ clock: timers, log: silentLogger, capacity }) }
}

test('the oldest records go first, and ids count on', () => {
  const { log } = useLog(3)
  for (let number = 0; number < 10; number++) log.record({ ...REFUSAL, clientId: `lamp-${number}` })
  expect(log.find().map(({ id, clientId }) => [id, clientId])).toEqual([
    [8, 'lamp-7'],
    [9, 'lamp-8'],
    [10, 'lamp-9'],
  ])
})

test('a cached decision counts up on its record', async () => {
  const { log, timers } = useLog(10)
  const record = log.record({ ...REFUSAL, outcome: 'allowed' })
  await timers.advance(5)
  record.again()
  record.again()
  expect(log.find()).toMatchObject([{ count: 3, timestampMs: 1_000, lastTimestampMs: 1_005 }])
})

test('records are found by each member of a filter, newest kept at the limit, oldest first', () => {
  const { log } = useLog(100)
  for (const clientId of ['a', 'b']) {
    for (const outcome of ['allowed', 'refused'] as const)
      log.record({ ...REFUSAL, clientId, outcome, reason: outcome, principalId: `p-${clientId}` })
  }
  log.record({ ...REFUSAL, kind: 'rule' })
  expect(log.find({ clientId: 'a' })).toHaveLength(2)
  expect(log.find({ principalId: 'p-b', outcome: 'refused' })).toMatchObject([{ id: 4 }])
  expect(log.find({ kind: 'rule' })).toMatchObject([{ id: 5 }])
  expect(log.find({ reason: 'allowed' }).map(({ id }) => id)).toEqual([1, 3])
  expect(log.find({ limit: 2 }).map(({ id }) => id)).toEqual([4, 5])
  expect(log.find({ afterId: 3 }).map(({ id }) => id)).toEqual([4, 5])
})

test('cleared, it is empty and ids count on', () => {
  const { log } = useLog(4)
  log.record(REFUSAL)
  log.clear()
  expect(log.find()).toEqual([])
  log.record(REFUSAL)
  expect(log.find()).toMatchObject([{ id: 2 }])
})

test('listeners see each new record until they stop', () => {
  const { log } = useLog(4)
  const seen: number[] = []
  const stop = log.onRecord(({ id }) => seen.push(id))
  log.record(REFUSAL)
  stop()
  log.record(REFUSAL)
  expect(seen).toEqual([1])
})
