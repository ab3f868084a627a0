import { expect, test } from 'vitest'
import { type RegistryHarness, useRegistry } from './use-registry.js'

async function tree({ call }: RegistryHarness): Promise<void> {
  const groups = [['root'], ['a', 'root'], ['b', 'root'], ['aa', 'a'], ['lone'], ['left', 'lone']]
  for (const [thingGroupName, parentGroupName] of groups) await call('CreateThingGroup', { thingGroupName, parentGroupName })
}

async function namesOf(harness: RegistryHarness, input: object): Promise<string[]> {
  const { thingGroups } = (await harness.call('ListThingGroups', input)) as { thingGroups: { groupName: string; groupArn: string }[] }
  expect(thingGroups.every(({ groupName, groupArn }) => groupArn.endsWith(`:thinggroup/${groupName}`))).toBe(true)
  return thingGroups.map(({ groupName }) => groupName)
}

test.each([
  ['every group without a filter', {}, ['a', 'aa', 'b', 'left', 'lone', 'root']],
  ['every group with recursive', { recursive: true }, ['a', 'aa', 'b', 'left', 'lone', 'root']],
  ['roots only without recursion', { recursive: false }, ['lone', 'root']],
  ['children of a parent', { parentGroup: 'root' }, ['a', 'b']],
  ['children of a parent, asked for', { parentGroup: 'root', recursive: false }, ['a', 'b']],
  ['all groups below a parent', { parentGroup: 'root', recursive: true }, ['a', 'aa', 'b']],
  ['a prefix', { namePrefixFilter: 'l' }, ['left', 'lone']],
  ['a prefix below a parent', { parentGroup: 'root', recursive: true, namePrefixFilter: 'a' }, ['a', 'aa']],
  ['a prefix nobody has', { namePrefixFilter: 'x' }, []],
])('[REG-246, REG-247] ListThingGroups lists %s', async (_case, input, expected) => {
  const harness = useRegistry()
  await tree(harness)
  expect(await namesOf(harness, input)).toEqual(expected)
})

test('[REG-246] pages of groups with a prefix follow each other', async () => {
  const harness = useRegistry()
  await tree(harness)
  const first = (await harness.call('ListThingGroups', { namePrefixFilter: 'l', maxResults: 1 })) as { nextToken: string }
  expect(await namesOf(harness, { namePrefixFilter: 'l', maxResults: 1, nextToken: first.nextToken })).toEqual(['lone'])
})

test('[REG-234] a description shows the way from the root', async () => {
  const harness = useRegistry()
  await tree(harness)
  expect(await harness.call('DescribeThingGroup', { thingGroupName: 'aa' })).toMatchObject({
    version: 1,
    thingGroupMetadata: { parentGroupName: 'a', rootToParentThingGroups: [{ groupName: 'root' }, { groupName: 'a' }] },
  })
  const { groups } = harness.registry
  expect(groups.ancestorsOf('aa')).toEqual(['a', 'root'])
  expect(groups.descendantsOf('root')).toEqual(['a', 'aa', 'b'])
  expect(groups.find('aa')).toMatchObject({ parentGroupName: 'a', version: 1 })
})

test('[REG-236] an update keeps the description that is not sent, and merges on request', async () => {
  const { call } = useRegistry()
  await call('CreateThingGroup', {
    thingGroupName: 'g',
    thingGroupProperties: { thingGroupDescription: 'd', attributePayload: { attributes: { a: '1' } } },
  })
  await call('UpdateThingGroup', {
    thingGroupName: 'g',
    thingGroupProperties: { attributePayload: { attributes: { b: '2' }, merge: true } },
    expectedVersion: 1,
  })
  expect(await call('DescribeThingGroup', { thingGroupName: 'g' })).toMatchObject({
    version: 2,
    thingGroupProperties: { thingGroupDescription: 'd', attributePayload: { attributes: { a: '1', b: '2' } } },
  })
})

test('[REG-237] a group with things can go, one with children only after them', async () => {
  const harness = useRegistry()
  const { call, registry } = harness
  await tree(harness)
  await call('CreateThing', { thingName: 't' })
  await call('AddThingToThingGroup', { thingName: 't', thingGroupName: 'aa' })
  await expect(call('DeleteThingGroup', { thingGroupName: 'a' })).rejects.toThrow('still child groups attached')
  expect(await call('DeleteThingGroup', { thingGroupName: 'aa', expectedVersion: 1 })).toEqual({})
  expect(await call('DeleteThingGroup', { thingGroupName: 'a' })).toEqual({})
  expect(await call('DeleteThingGroup', { thingGroupName: 'a' })).toEqual({})
  expect(registry.groups.descendantsOf('root')).toEqual(['b'])
  expect(registry.things.groupsOf('t')).toEqual([])
  await call('CreateThingGroup', { thingGroupName: 'aa' })
  expect(registry.groups.ancestorsOf('aa')).toEqual([])
})

test('[REG-239] thing and group can be named by ARN, with or without their names', async () => {
  const { call } = useRegistry()
  await call('CreateThing', { thingName: 't:1' })
  await call('CreateThingGroup', { thingGroupName: 'g' })
  const thingGroupArn = 'arn:aws:iot:us-west-2:123456789012:thinggroup/g'
  const thingArn = 'arn:aws:iot:us-west-2:123456789012:thing/t:1'
  await call('AddThingToThingGroup', { thingArn, thingGroupArn })
  expect(await call('ListThingGroupsForThing', { thingName: 't:1' })).toEqual({
    thingGroups: [{ groupName: 'g', groupArn: thingGroupArn }],
  })
  await call('RemoveThingFromThingGroup', { thingArn, thingName: 't:1', thingGroupArn, thingGroupName: 'g' })
  expect(await call('ListThingsInThingGroup', { thingGroupName: 'g' })).toEqual({ things: [] })
})

test('[REG-242] two siblings are one too many, two hierarchies are not', async () => {
  const harness = useRegistry()
  const { call, registry } = harness
  await tree(harness)
  await call('CreateThing', { thingName: 't' })
  await call('AddThingToThingGroup', { thingName: 't', thingGroupName: 'a' })
  await expect(call('AddThingToThingGroup', { thingName: 't', thingGroupName: 'b' })).rejects.toThrow('hierarchy of root')
  await call('AddThingToThingGroup', { thingName: 't', thingGroupName: 'left' })
  expect(registry.things.groupsOf('t')).toEqual(['a', 'left'])
  expect([...registry.groups.membersOf('root', true)]).toEqual(['t'])
  expect([...registry.groups.membersOf('root', false)]).toEqual([])
  expect(registry.groups.isMember('left', 't')).toBe(true)
})

test('[REG-244] removals come first, and a failure changes nothing', async () => {
  const harness = useRegistry()
  const { call, registry } = harness
  await tree(harness)
  await call('CreateThing', { thingName: 't' })
  await call('AddThingToThingGroup', { thingName: 't', thingGroupName: 'a' })
  await call('UpdateThingGroupsForThing', { thingName: 't', thingGroupsToAdd: ['b'], thingGroupsToRemove: ['a'] })
  expect(registry.things.groupsOf('t')).toEqual(['b'])
  await expect(
    call('UpdateThingGroupsForThing', { thingName: 't', thingGroupsToAdd: ['left', 'missing'], thingGroupsToRemove: ['b'] }),
  ).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  expect(registry.things.groupsOf('t')).toEqual(['b'])
})

test('members of a big hierarchy are walked once each', async () => {
  const harness = useRegistry()
  const { call, registry } = harness
  await tree(harness)
  const names: string[] = []
  for (let index = 0; index < 1_100; index++) {
    const thingName = `t${String(index).padStart(4, '0')}`
    names.push(thingName)
    await call('CreateThing', { thingName })
    await call('AddThingToThingGroup', { thingName, thingGroupName: ['root', 'aa', 'b'][index % 3] })
  }
  expect([...registry.groups.membersOf('root', true)].sort()).toEqual(names)
  expect([...registry.groups.membersOf('b', false)]).toEqual(names.filter((_, index) => index % 3 === 2))
})
