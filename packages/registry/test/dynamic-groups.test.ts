import { expect, test } from 'vitest'
import { type RegistryHarness, useRegistry } from './use-registry.js'

const QUERY = { indexName: 'AWS_Things', queryString: 'attributes.color:red', queryVersion: '2017-09-30' }

async function aThingIn(harness: RegistryHarness, staticGroups: number, dynamicGroups: readonly string[]): Promise<void> {
  await harness.call('CreateThing', { thingName: 't' })
  for (let index = 0; index < staticGroups; index++) {
    await harness.call('CreateThingGroup', { thingGroupName: `s${String(index)}` })
    await harness.call('AddThingToThingGroup', { thingName: 't', thingGroupName: `s${String(index)}` })
  }
  for (const thingGroupName of dynamicGroups) {
    harness.registry.dynamicGroups.create({ thingGroupName, ...QUERY })
    expect(harness.registry.dynamicGroups.addMember(thingGroupName, 't')).toBe(true)
  }
}

test('[DTG-001, DTG-005, REG-234, REG-250] a dynamic group is described and listed like any other', async () => {
  const { call, registry } = useRegistry()
  const { thingGroupArn, thingGroupId } = registry.dynamicGroups.create({
    thingGroupName: 'd',
    thingGroupProperties: { thingGroupDescription: 'red ones' },
    ...QUERY,
    tags: [{ Key: 'k', Value: 'v' }],
  })
  expect(await call('DescribeThingGroup', { thingGroupName: 'd' })).toMatchObject({
    thingGroupName: 'd',
    thingGroupId,
    thingGroupArn,
    version: 1,
    thingGroupProperties: { thingGroupDescription: 'red ones' },
    ...QUERY,
    status: 'BUILDING',
  })
  registry.dynamicGroups.setStatus('d', 'ACTIVE')
  expect(registry.dynamicGroups.find('d')).toMatchObject({ status: 'ACTIVE', version: 1 })
  expect(await call('ListThingGroups', {})).toMatchObject({ thingGroups: [{ groupName: 'd' }] })
  expect(await call('ListTagsForResource', { resourceArn: thingGroupArn })).toEqual({ tags: [{ Key: 'k', Value: 'v' }] })
  expect(registry.groups.isDynamic('d')).toBe(true)
})

test('[DTG-004, REG-290] the names of static and dynamic groups are one space', async () => {
  const { call, registry } = useRegistry()
  await call('CreateThingGroup', { thingGroupName: 'g' })
  expect(() => registry.dynamicGroups.create({ thingGroupName: 'g', ...QUERY })).toThrow(
    expect.objectContaining({ name: 'ResourceAlreadyExistsException', status: 409 }),
  )
  registry.dynamicGroups.create({ thingGroupName: 'd', ...QUERY })
  await expect(call('CreateThingGroup', { thingGroupName: 'd' })).rejects.toMatchObject({ name: 'ResourceAlreadyExistsException' })
})

test('[DTG-005, DTG-007, DTG-008] a new query rebuilds, a new description does not', () => {
  const { registry } = useRegistry()
  const { dynamicGroups } = registry
  dynamicGroups.create({ thingGroupName: 'd', ...QUERY })
  dynamicGroups.setStatus('d', 'ACTIVE')
  expect(dynamicGroups.update({ thingGroupName: 'd', thingGroupProperties: { thingGroupDescription: 'x' }, expectedVersion: 1 })).toEqual({
    version: 2,
  })
  expect(dynamicGroups.find('d')).toMatchObject({ status: 'ACTIVE', description: 'x' })
  expect(dynamicGroups.update({ thingGroupName: 'd', queryString: 'thingName:t*' })).toEqual({ version: 3 })
  expect(dynamicGroups.find('d')).toMatchObject({ status: 'REBUILDING', queryString: 'thingName:t*', indexName: 'AWS_Things' })
  expect(() => dynamicGroups.update({ thingGroupName: 'd', expectedVersion: 1 })).toThrow(
    expect.objectContaining({ name: 'VersionConflictException' }),
  )
  expect(() => dynamicGroups.update({ thingGroupName: 'x' })).toThrow(expect.objectContaining({ name: 'ResourceNotFoundException' }))
  dynamicGroups.delete({ thingGroupName: 'd', expectedVersion: 3 })
  dynamicGroups.delete({ thingGroupName: 'd' })
  expect(dynamicGroups.find('d')).toBeUndefined()
})

test('[REG-291] the dynamic calls refuse a static group', async () => {
  const { call, registry } = useRegistry()
  await call('CreateThingGroup', { thingGroupName: 'g' })
  const refusal = expect.objectContaining({ name: 'InvalidRequestException' }) as unknown
  expect(() => registry.dynamicGroups.update({ thingGroupName: 'g' })).toThrow(refusal)
  expect(() => registry.dynamicGroups.delete({ thingGroupName: 'g' })).toThrow(refusal)
})

test('[DTG-016] there are at most a hundred', () => {
  const { registry } = useRegistry()
  for (let index = 0; index < 100; index++) registry.dynamicGroups.create({ thingGroupName: `d${String(index)}`, ...QUERY })
  expect(() => registry.dynamicGroups.create({ thingGroupName: 'more', ...QUERY })).toThrow(
    expect.objectContaining({ name: 'LimitExceededException', status: 410 }),
  )
})

test('[DTG-015, EVT-042, EVT-045] entering and leaving publish membership events', async () => {
  const harness = useRegistry()
  await harness.call('UpdateEventConfigurations', {
    eventConfigurations: { THING_GROUP: { Enabled: true }, THING_GROUP_MEMBERSHIP: { Enabled: true } },
  })
  await aThingIn(harness, 0, ['d'])
  harness.registry.dynamicGroups.removeMember('d', 't')
  const [created, added, removed, ...others] = harness.takeMessages()
  expect(others).toEqual([])
  expect(created?.payload['dynamicGroupMappingId']).toEqual(expect.stringMatching(/./))
  expect([added?.topic, removed?.topic]).toEqual(
    ['added', 'removed'].map((operation) => `$aws/events/thingGroupMembership/thingGroup/d/thing/t/${operation}`),
  )
  expect(harness.registry.dynamicGroups.addMember('d', 'unknown')).toBe(false)
  expect(harness.registry.dynamicGroups.addMember('unknown', 't')).toBe(false)
})

test('[REG-243, DTG-013, DTG-014] a static group displaces the newest dynamic one only on request', async () => {
  const harness = useRegistry()
  const { call, registry, account } = harness
  await aThingIn(harness, 8, ['older', 'newer'])
  await call('CreateThingGroup', { thingGroupName: 'target' })
  const input = { thingName: 't', thingGroupName: 'target' }
  await expect(call('AddThingToThingGroup', input)).rejects.toMatchObject({ name: 'InvalidRequestException' })
  await call('AddThingToThingGroup', { ...input, overrideDynamicGroups: true })
  const groups = registry.things.allGroupsOf('t')
  expect(groups).toHaveLength(10)
  expect(groups).toContain('older')
  expect(groups).toContain('target')
  expect(groups).not.toContain('newer')
  expect(registry.things.groupsOf('t')).not.toContain('older')
  expect(account.decisions.find({ outcome: 'failed' })).toMatchObject([
    { eventType: 'AddThingToDynamicThingGroupsFailed', details: { thingName: 't', dynamicThingGroupNames: ['newer'] } },
  ])
})

test('[DTG-012] at ten groups an older dynamic group displaces the newest, a newer one is refused', async () => {
  const harness = useRegistry()
  const { registry } = harness
  registry.dynamicGroups.create({ thingGroupName: 'oldest', ...QUERY })
  await aThingIn(harness, 8, ['middle', 'newer'])
  registry.dynamicGroups.create({ thingGroupName: 'newest', ...QUERY })
  expect(registry.dynamicGroups.addMember('newest', 't')).toBe(false)
  expect(registry.dynamicGroups.addMember('oldest', 't')).toBe(true)
  expect(registry.dynamicGroups.addMember('oldest', 't')).toBe(true)
  const groups = registry.things.allGroupsOf('t').filter((name) => !name.startsWith('s'))
  expect(groups).toEqual(['middle', 'oldest'])
})

test('[DTG-012] who decides about members sees the dynamic groups of a thing, their members page by page, and which group is older', async () => {
  const harness = useRegistry()
  const { dynamicGroups } = harness.registry
  await aThingIn(harness, 1, ['b', 'a'])
  for (const thingName of ['u', 'v']) {
    await harness.call('CreateThing', { thingName })
    dynamicGroups.addMember('a', thingName)
  }
  expect(dynamicGroups.groupsOf('t')).toEqual(['a', 'b'])
  expect(dynamicGroups.membersOf('a', undefined, 2)).toEqual(['t', 'u'])
  expect(dynamicGroups.membersOf('a', 'u', 2)).toEqual(['v'])
  expect([dynamicGroups.membersOf('s0', undefined, 2), dynamicGroups.membersOf('none', undefined, 2)]).toEqual([[], []])
  // Both are of the same millisecond.
  const [a, b] = dynamicGroups.all()
  expect(a?.createdAtMs).toBe(b?.createdAtMs)
  expect(a?.creationNumber).toBeGreaterThan(b?.creationNumber ?? Infinity)
})
