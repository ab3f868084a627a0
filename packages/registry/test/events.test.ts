import { expect, test } from 'vitest'
import { EVENT_CONFIGURATION_TYPES } from '../src/model/event-switches.js'
import type { EventConfigurationType } from '../src/index.js'
import { type RegistryHarness, useRegistry } from './use-registry.js'

const NOW_MS = Date.parse('2026-01-02T03:04:05.678Z')
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

async function useEvents(...types: EventConfigurationType[]): Promise<RegistryHarness> {
  const harness = useRegistry()
  await harness.call('UpdateEventConfigurations', {
    eventConfigurations: Object.fromEntries(types.map((type) => [type, { Enabled: true }])),
  })
  return harness
}

const uuid = (): unknown => expect.stringMatching(UUID)
const topics = (harness: RegistryHarness): string[] => harness.takeMessages().map(({ topic }) => topic.replace('$aws/events/', ''))

test('[EVT-030, EVT-031, EVT-032] a thing is created, updated and deleted', async () => {
  const harness = await useEvents('THING')
  await harness.call('CreateThing', { thingName: 't', attributePayload: { attributes: { a: '1' } } })
  await harness.call('UpdateThing', { thingName: 't', attributePayload: { attributes: { b: '2' }, merge: true } })
  await harness.call('DeleteThing', { thingName: 't' })
  const { thingId } = (await harness.call('CreateThing', { thingName: 'other' })) as { thingId: string }
  const messages = harness.takeMessages()
  expect(messages.map(({ topic }) => topic)).toEqual([
    '$aws/events/thing/t/created',
    '$aws/events/thing/t/updated',
    '$aws/events/thing/t/deleted',
    '$aws/events/thing/other/created',
  ])
  expect(messages.map(({ payload }) => [payload['operation'], payload['versionNumber'], payload['attributes']])).toEqual([
    ['CREATED', 1, { a: '1' }],
    ['UPDATED', 2, { a: '1', b: '2' }],
    ['DELETED', 2, { a: '1', b: '2' }],
    ['CREATED', 1, {}],
  ])
  expect(messages[3]?.payload).toEqual({
    eventType: 'THING_EVENT',
    eventId: uuid(),
    timestamp: NOW_MS,
    operation: 'CREATED',
    accountId: '123456789012',
    thingId,
    thingName: 'other',
    versionNumber: 1,
    thingTypeName: null,
    attributes: {},
  })
  expect(new Set(messages.map(({ payload }) => payload['eventId'])).size).toBe(4)
})

test('[EVT-034, EVT-035, EVT-036] a thing type is created, updated, deprecated, restored and deleted', async () => {
  const harness = await useEvents('THING_TYPE')
  const { thingTypeId } = (await harness.call('CreateThingType', {
    thingTypeName: 'y',
    thingTypeProperties: { searchableAttributes: ['b', 'a'] },
  })) as { thingTypeId: string }
  const propagatingAttributes = [{ userPropertyKey: 'k', thingAttribute: 'a' }]
  await harness.call('UpdateThingType', { thingTypeName: 'y', thingTypeProperties: { mqtt5Configuration: { propagatingAttributes } } })
  await harness.call('DeprecateThingType', { thingTypeName: 'y' })
  await harness.call('DeprecateThingType', { thingTypeName: 'y', undoDeprecate: true })
  await harness.call('DeprecateThingType', { thingTypeName: 'y' })
  await harness.account.timers.advance(300_000)
  await harness.call('DeleteThingType', { thingTypeName: 'y' })
  const messages = harness.takeMessages()
  expect(messages.map(({ topic }) => topic)).toEqual(
    ['created', 'updated', 'updated', 'updated', 'updated', 'deleted'].map((operation) => `$aws/events/thingType/y/${operation}`),
  )
  expect(messages[0]?.payload).toEqual({
    eventType: 'THING_TYPE_EVENT',
    eventId: uuid(),
    timestamp: NOW_MS,
    operation: 'CREATED',
    accountId: '123456789012',
    thingTypeId,
    thingTypeName: 'y',
    isDeprecated: false,
    deprecationDate: null,
    searchableAttributes: ['a', 'b'],
    propagatingAttributes: [],
    description: null,
  })
  expect(messages[1]?.payload['propagatingAttributes']).toEqual(propagatingAttributes)
  expect(messages.map(({ payload }) => [payload['isDeprecated'], payload['deprecationDate']])).toEqual([
    [false, null],
    [false, null],
    [true, NOW_MS],
    [false, null],
    [true, NOW_MS],
    [true, NOW_MS],
  ])
})

test('[EVT-037, EVT-038] an association is added, exchanged and removed', async () => {
  const harness = await useEvents('THING_TYPE_ASSOCIATION')
  for (const thingTypeName of ['a', 'b']) await harness.call('CreateThingType', { thingTypeName })
  const { thingId } = (await harness.call('CreateThing', { thingName: 't', thingTypeName: 'a' })) as { thingId: string }
  await harness.call('UpdateThing', { thingName: 't', thingTypeName: 'b' })
  await harness.call('UpdateThing', { thingName: 't', thingTypeName: 'b' })
  await harness.call('UpdateThing', { thingName: 't', removeThingType: true })
  await harness.call('UpdateThing', { thingName: 't', thingTypeName: 'a' })
  await harness.call('DeleteThing', { thingName: 't' })
  const messages = harness.takeMessages()
  expect(messages.map(({ topic }) => topic.replace('$aws/events/thingTypeAssociation/thing/t/thingType/', ''))).toEqual([
    'a/added',
    'a/removed',
    'b/added',
    'b/removed',
    'a/added',
    'a/removed',
  ])
  expect(messages[1]?.payload).toEqual({
    eventId: uuid(),
    eventType: 'THING_TYPE_ASSOCIATION_EVENT',
    operation: 'REMOVED',
    thingId,
    thingName: 't',
    thingTypeName: 'a',
    timestamp: NOW_MS,
  })
})

test('[EVT-039, EVT-040, EVT-041] a group tells its ancestors, root first, by ARN and id', async () => {
  const harness = await useEvents('THING_GROUP')
  const ids = new Map<string, string>()
  for (const [thingGroupName, parentGroupName] of [['root'], ['middle', 'root'], ['leaf', 'middle']]) {
    const output = (await harness.call('CreateThingGroup', { thingGroupName, parentGroupName })) as { thingGroupId: string }
    ids.set(thingGroupName ?? '', output.thingGroupId)
  }
  await harness.call('UpdateThingGroup', {
    thingGroupName: 'leaf',
    thingGroupProperties: { thingGroupDescription: 'd', attributePayload: { attributes: { a: '1' } } },
  })
  await harness.call('DeleteThingGroup', { thingGroupName: 'leaf' })
  const [root, , , updated, deleted] = harness.takeMessages()
  expect(root).toEqual({
    topic: '$aws/events/thingGroup/root/created',
    payload: {
      eventType: 'THING_GROUP_EVENT',
      eventId: uuid(),
      timestamp: NOW_MS,
      operation: 'CREATED',
      accountId: '123456789012',
      thingGroupId: ids.get('root'),
      thingGroupName: 'root',
      versionNumber: 1,
      parentGroupName: null,
      parentGroupId: null,
      description: null,
      rootToParentThingGroups: [],
      attributes: {},
      dynamicGroupMappingId: null,
    },
  })
  expect(updated).toMatchObject({
    topic: '$aws/events/thingGroup/leaf/updated',
    payload: {
      versionNumber: 2,
      parentGroupName: 'middle',
      parentGroupId: ids.get('middle'),
      description: 'd',
      attributes: { a: '1' },
      rootToParentThingGroups: [
        { groupArn: 'arn:aws:iot:us-west-2:123456789012:thinggroup/root', groupId: ids.get('root') },
        { groupArn: 'arn:aws:iot:us-west-2:123456789012:thinggroup/middle', groupId: ids.get('middle') },
      ],
    },
  })
  expect(deleted).toMatchObject({
    topic: '$aws/events/thingGroup/leaf/deleted',
    payload: { operation: 'DELETED', versionNumber: 2, parentGroupId: ids.get('middle') },
  })
})

test('[EVT-046] the hierarchy event names the parent as the group and the child beside it', async () => {
  const harness = await useEvents('THING_GROUP_HIERARCHY')
  const parent = (await harness.call('CreateThingGroup', { thingGroupName: 'p' })) as { thingGroupId: string }
  const child = (await harness.call('CreateThingGroup', { thingGroupName: 'c', parentGroupName: 'p' })) as { thingGroupId: string }
  await harness.call('DeleteThingGroup', { thingGroupName: 'c' })
  const messages = harness.takeMessages()
  expect(messages.map(({ topic }) => topic)).toEqual([
    '$aws/events/thingGroupHierarchy/thingGroup/p/childThingGroup/c/added',
    '$aws/events/thingGroupHierarchy/thingGroup/p/childThingGroup/c/removed',
  ])
  expect(messages[1]?.payload).toEqual({
    eventType: 'THING_GROUP_HIERARCHY_EVENT',
    eventId: uuid(),
    timestamp: NOW_MS,
    operation: 'REMOVED',
    accountId: '123456789012',
    thingGroupId: parent.thingGroupId,
    thingGroupName: 'p',
    childGroupId: child.thingGroupId,
    childGroupName: 'c',
  })
})

test('[EVT-043, EVT-044, EVT-045] a membership keeps its id until it ends, and a repetition says nothing', async () => {
  const harness = await useEvents('THING_GROUP_MEMBERSHIP')
  const membership = { thingName: 't', thingGroupName: 'g' }
  await harness.call('CreateThing', { thingName: 't' })
  await harness.call('CreateThingGroup', { thingGroupName: 'g' })
  for (const operation of ['RemoveThingFromThingGroup', 'AddThingToThingGroup', 'AddThingToThingGroup'])
    await harness.call(operation, membership)
  await harness.call('RemoveThingFromThingGroup', membership)
  await harness.call('AddThingToThingGroup', membership)
  const [added, removed, again, ...others] = harness.takeMessages().map(({ payload }) => payload)
  expect(others).toEqual([])
  expect([added?.['operation'], removed?.['operation'], again?.['operation']]).toEqual(['ADDED', 'REMOVED', 'ADDED'])
  expect(removed?.['membershipId']).toBe(added?.['membershipId'])
  expect(again?.['membershipId']).not.toBe(added?.['membershipId'])
})

test('[EVT-045, REG-244] only groups that really change publish in UpdateThingGroupsForThing', async () => {
  const harness = await useEvents('THING_GROUP_MEMBERSHIP')
  await harness.call('CreateThing', { thingName: 't' })
  for (const thingGroupName of ['a', 'b', 'c']) await harness.call('CreateThingGroup', { thingGroupName })
  await harness.call('UpdateThingGroupsForThing', { thingName: 't', thingGroupsToAdd: ['a', 'b'], thingGroupsToRemove: ['c'] })
  await harness.call('UpdateThingGroupsForThing', { thingName: 't', thingGroupsToAdd: ['b', 'c'], thingGroupsToRemove: ['a'] })
  expect(topics(harness).map((topic) => topic.replace('thingGroupMembership/thingGroup/', ''))).toEqual([
    'a/thing/t/added',
    'b/thing/t/added',
    'a/thing/t/removed',
    'c/thing/t/added',
  ])
})

test('[EVT section 3.7] deletions end memberships', async () => {
  const harness = await useEvents('THING', 'THING_GROUP', 'THING_GROUP_MEMBERSHIP', 'THING_GROUP_HIERARCHY', 'THING_TYPE_ASSOCIATION')
  await harness.call('CreateThingType', { thingTypeName: 'y' })
  await harness.call('CreateThingGroup', { thingGroupName: 'p' })
  await harness.call('CreateThingGroup', { thingGroupName: 'g', parentGroupName: 'p' })
  for (const thingName of ['a', 'b']) {
    await harness.call('CreateThing', { thingName, thingTypeName: 'y' })
    await harness.call('AddThingToThingGroup', { thingName, thingGroupName: 'g' })
  }
  harness.takeMessages()
  await harness.call('DeleteThing', { thingName: 'a' })
  expect(topics(harness)).toEqual([
    'thingGroupMembership/thingGroup/g/thing/a/removed',
    'thingTypeAssociation/thing/a/thingType/y/removed',
    'thing/a/deleted',
  ])
  await harness.call('DeleteThingGroup', { thingGroupName: 'g' })
  expect(topics(harness)).toEqual([
    'thingGroupMembership/thingGroup/g/thing/b/removed',
    'thingGroupHierarchy/thingGroup/p/childThingGroup/g/removed',
    'thingGroup/g/deleted',
  ])
})

test('[EVT section 3.7, EVT-033] repetitions, deletions of what is not there, principals, billing groups and tags are silent', async () => {
  const harness = await useEvents(...EVENT_CONFIGURATION_TYPES)
  await harness.call('CreateThing', { thingName: 't' })
  await harness.call('CreateThingGroup', { thingGroupName: 'g' })
  harness.takeMessages()
  await harness.call('CreateThing', { thingName: 't' })
  await harness.call('CreateThingGroup', { thingGroupName: 'g' })
  await harness.call('DeleteThing', { thingName: 'x' })
  await harness.call('DeleteThingGroup', { thingGroupName: 'x' })
  await harness.call('AttachThingPrincipal', { thingName: 't', principal: harness.addCertificate() })
  await harness.call('CreateBillingGroup', { billingGroupName: 'b' })
  await harness.call('AddThingToBillingGroup', { thingName: 't', billingGroupName: 'b' })
  await harness.call('TagResource', {
    resourceArn: 'arn:aws:iot:us-west-2:123456789012:thinggroup/g',
    tags: [{ Key: 'k', Value: 'v' }],
  })
  expect(topics(harness)).toEqual([])
})

test('a change that is rolled back publishes nothing', async () => {
  const harness = await useEvents('THING', 'THING_GROUP_MEMBERSHIP')
  const { account, registry } = harness
  const before = account.seenEvents.length
  expect(() =>
    account.store.transaction(() => {
      registry.createThing({ thingName: 't' })
      throw new Error('the template failed')
    }),
  ).toThrow('the template failed')
  expect(registry.things.exists('t')).toBe(false)
  expect(harness.takeMessages()).toEqual([])
  expect(account.seenEvents).toHaveLength(before)
})
