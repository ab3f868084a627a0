import { expect, test } from 'vitest'
import { EVENT_CONFIGURATION_TYPES } from '../src/model/event-switches.js'
import { useRegistry } from './use-registry.js'

const NOW_MS = Date.parse('2026-01-02T03:04:05.678Z')

test('[EVT-003, EVT-023] each type waits for its own switch, and nothing is replayed', async () => {
  const harness = useRegistry()
  await harness.call('UpdateEventConfigurations', { eventConfigurations: { THING_GROUP: { Enabled: true } } })
  await harness.call('CreateThing', { thingName: 'a' })
  await harness.call('CreateThingGroup', { thingGroupName: 'g' })
  await harness.call('UpdateEventConfigurations', { eventConfigurations: { THING: { Enabled: true }, THING_GROUP: { Enabled: false } } })
  await harness.call('CreateThing', { thingName: 'b' })
  await harness.call('CreateThingGroup', { thingGroupName: 'h' })
  expect(harness.takeMessages().map(({ topic }) => topic)).toEqual(['$aws/events/thingGroup/g/created', '$aws/events/thing/b/created'])
})

test('[EVT-020, EVT-021] event configurations change one by one and show when', async () => {
  const harness = useRegistry()
  await harness.call('UpdateEventConfigurations', { eventConfigurations: { JOB: { Enabled: true } } })
  await harness.account.timers.advance(1_000)
  await harness.call('UpdateEventConfigurations', { eventConfigurations: { THING: { Enabled: true } } })
  expect(await harness.call('DescribeEventConfigurations', {})).toEqual({
    eventConfigurations: Object.fromEntries(
      EVENT_CONFIGURATION_TYPES.map((type) => [type, { Enabled: type === 'JOB' || type === 'THING' }]),
    ),
    creationDate: new Date(NOW_MS),
    lastModifiedDate: new Date(NOW_MS + 1_000),
  })
  expect(harness.registry.isEventEnabled('JOB')).toBe(true)
  expect(harness.registry.isEventEnabled('JOB_EXECUTION')).toBe(false)
})
