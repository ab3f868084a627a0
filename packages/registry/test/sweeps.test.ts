import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { type RegistryHarness, useRegistry } from './use-registry.js'

/* Groups with more members than one slice are cleared away in the background. */

const COUNT = 250

function fill({ registry, account, iot }: RegistryHarness): void {
  account.store.transaction(() => {
    void iot.CreateThingGroup({ thingGroupName: 'big' }, account.call)
    void iot.CreateBillingGroup({ billingGroupName: 'bill' }, account.call)
    for (let index = 0; index < COUNT; index++) {
      const thingName = `t${String(index).padStart(4, '0')}`
      registry.createThing({ thingName, billingGroupName: 'bill' })
      registry.addThingToThingGroup({ thingName, thingGroupName: 'big' })
    }
  })
  account.seenEvents.length = 0
}

const namesIn = ({ account }: RegistryHarness, type: string): string[] =>
  account.seenEvents.flatMap((event) => (event.type === type && 'thingName' in event ? [event.thingName] : []))

test('[REG-237] nobody is a member of a big group once it is deleted, and every member is told of, once', async () => {
  const harness = useRegistry()
  const { call, registry, account } = harness
  fill(harness)
  await call('DeleteThingGroup', { thingGroupName: 'big' })
  expect(namesIn(harness, 'thingGroup.memberRemoved')).toHaveLength(100)
  expect(registry.things.allGroupsOf('t0249')).toEqual([])
  await account.timers.advance(0)
  const told = namesIn(harness, 'thingGroup.memberRemoved')
  expect(told).toHaveLength(COUNT)
  expect(new Set(told).size).toBe(COUNT)
})

test('a new group of the same name has none of the old members, and who joined it has not left it', async () => {
  const harness = useRegistry()
  const { call, registry, account } = harness
  fill(harness)
  await call('DeleteThingGroup', { thingGroupName: 'big' })
  await call('CreateThingGroup', { thingGroupName: 'big' })
  expect([...registry.groups.membersOf('big', true)]).toEqual([])
  await call('AddThingToThingGroup', { thingName: 't0249', thingGroupName: 'big' })
  await account.timers.advance(0)
  expect([...registry.groups.membersOf('big', true)]).toEqual(['t0249'])
  expect(namesIn(harness, 'thingGroup.memberRemoved')).not.toContain('t0249')
  expect(namesIn(harness, 'thingGroup.memberRemoved')).toHaveLength(COUNT - 1)
})

test('[REG-312] nobody is in a big billing group once it is deleted, nor in the next one of its name', async () => {
  const harness = useRegistry()
  const { call, account } = harness
  fill(harness)
  await call('DeleteBillingGroup', { billingGroupName: 'bill' })
  expect(await call('DescribeThing', { thingName: 't0249' })).not.toHaveProperty('billingGroupName')
  await call('CreateBillingGroup', { billingGroupName: 'bill' })
  expect(await call('ListThingsInBillingGroup', { billingGroupName: 'bill' })).toEqual({ things: [] })
  await call('AddThingToBillingGroup', { thingName: 't0249', billingGroupName: 'bill' })
  await account.timers.advance(0)
  expect(await call('DescribeThing', { thingName: 't0249' })).toMatchObject({ billingGroupName: 'bill' })
  const changes = account.seenEvents.filter((event) => event.type === 'thing.billingGroupChanged')
  expect(changes).toHaveLength(COUNT)
})

test('a restart goes on where it stopped', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'icl-registry-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'account.sqlite')
  const first = useRegistry({ account: { file } })
  fill(first)
  await first.call('DeleteThingGroup', { thingGroupName: 'big' })
  await first.registry.close()
  first.account.close()

  const second = useRegistry({ account: { file } })
  second.registry.start()
  await second.account.timers.advance(0)
  expect(namesIn(second, 'thingGroup.memberRemoved')).toHaveLength(COUNT - 100)
})
