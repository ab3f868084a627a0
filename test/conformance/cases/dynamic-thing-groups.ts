import { expect } from 'vitest'
import { answers, type ConformanceCase, refuses, refusesPattern } from '../support/conformance-case.js'
import { BUILT, redThings, registryIndex } from '../support/indexing-situations.js'
import { REGISTRY_NAME } from '../support/patterns.js'
import { ALLOW_ALL } from '../support/policy-documents.js'
import { expectRefusal } from '../support/refusal-of.js'
import { groupNames } from '../support/registry-situations.js'
import type { World } from '../support/world.js'

const GROUP_NAME = { member: 'thingGroupName', pattern: REGISTRY_NAME } as const

async function membersOf({ iot }: World, thingGroupName: string): Promise<string[] | undefined> {
  return (await iot.listThingsInThingGroup({ thingGroupName })).things
}

async function statusOf({ iot }: World, thingGroupName: string): Promise<string | undefined> {
  return (await iot.describeThingGroup({ thingGroupName })).status
}

async function hallAndIndex(world: World): Promise<void> {
  await registryIndex(world)
  await world.iot.createThingGroup({ thingGroupName: 'hall' })
}

/** Groups whose members a query finds. */
export const dynamicThingGroupCases: readonly ConformanceCase[] = [
  answers('DTG-001', 'CreateDynamicThingGroup', 'name, ARN, id and the query come back', async (world) => {
    const { iot, arn } = world
    await registryIndex(world)
    const tags = [{ Key: 'floor', Value: '1' }]
    const { $metadata: _, ...created } = await iot.createDynamicThingGroup({
      thingGroupName: 'warm',
      queryString: 'attributes.temperature>60',
      tags,
    })
    expect(created).toEqual({
      thingGroupName: 'warm',
      thingGroupArn: arn('thinggroup/warm'),
      thingGroupId: expect.any(String) as string,
      indexName: 'AWS_Things',
      queryString: 'attributes.temperature>60',
      queryVersion: '2017-09-30',
    })
    expect((await iot.listTagsForResource({ resourceArn: arn('thinggroup/warm') })).tags).toEqual(tags)
  }),
  answers('DTG-005', 'CreateDynamicThingGroup', 'the group is BUILDING, then ACTIVE, and described with its query', async (world) => {
    const { iot, arn, time } = world
    await registryIndex(world)
    const wanted = { thingGroupName: 'red', queryString: 'attributes.color:red' }
    const { thingGroupId } = await iot.createDynamicThingGroup({ ...wanted, thingGroupProperties: { thingGroupDescription: 'Red' } })
    const creationDate = time.now()
    expect(await statusOf(world, 'red')).toBe('BUILDING')
    await time.advance(BUILT)
    const { $metadata: _, ...described } = await iot.describeThingGroup({ thingGroupName: 'red' })
    expect(described).toEqual({
      ...wanted,
      thingGroupId,
      thingGroupArn: arn('thinggroup/red'),
      version: 1,
      thingGroupProperties: { thingGroupDescription: 'Red' },
      thingGroupMetadata: { creationDate },
      indexName: 'AWS_Things',
      queryVersion: '2017-09-30',
      status: 'ACTIVE',
    })
  }),
  answers('DTG-011', 'CreateDynamicThingGroup', 'things enter and leave as their attributes change', async (world) => {
    const { iot } = world
    await redThings(world)
    expect(await membersOf(world, 'red')).toEqual(['lamp'])
    await iot.updateThing({ thingName: 'radio', attributePayload: { attributes: { color: 'red' } } })
    expect(await membersOf(world, 'red')).toEqual(['lamp', 'radio'])
    await iot.updateThing({ thingName: 'lamp', attributePayload: { attributes: { color: 'blue' } } })
    expect(await membersOf(world, 'red')).toEqual(['radio'])
    await iot.deleteThing({ thingName: 'radio' })
    expect(await membersOf(world, 'red')).toEqual([])
  }),
  answers('DTG-010', 'CreateDynamicThingGroup', 'it is listed and searched like a static group', async (world) => {
    const { iot, arn } = world
    await redThings(world)
    expect(groupNames((await iot.listThingGroups({})).thingGroups)).toEqual(['red'])
    const { thingGroups } = await iot.listThingGroupsForThing({ thingName: 'lamp' })
    expect(thingGroups).toEqual([{ groupName: 'red', groupArn: arn('thinggroup/red') }])
    const { things } = await iot.searchIndex({ queryString: 'thingGroupNames:red' })
    expect(things).toMatchObject([{ thingName: 'lamp', thingGroupNames: ['red'] }])
  }),
  answers('DTG-012', 'CreateDynamicThingGroup', 'a thing in ten groups is in the older dynamic ones', async (world) => {
    const { iot, time } = world
    await registryIndex(world)
    await iot.createThing({ thingName: 'lamp' })
    for (let count = 1; count <= 9; count++) {
      await iot.createThingGroup({ thingGroupName: `static-${count}` })
      await iot.addThingToThingGroup({ thingName: 'lamp', thingGroupName: `static-${count}` })
    }
    await iot.createDynamicThingGroup({ thingGroupName: 'older', queryString: 'attributes.color:red' })
    await iot.createDynamicThingGroup({ thingGroupName: 'newer', queryString: 'thingName:lamp' })
    await time.advance(BUILT)
    expect(await membersOf(world, 'newer')).toEqual(['lamp'])
    await iot.updateThing({ thingName: 'lamp', attributePayload: { attributes: { color: 'red' } } })
    expect([await membersOf(world, 'older'), await membersOf(world, 'newer')]).toEqual([['lamp'], []])
    await iot.removeThingFromThingGroup({ thingName: 'lamp', thingGroupName: 'static-1' })
    expect([await membersOf(world, 'older'), await membersOf(world, 'newer')]).toEqual([['lamp'], ['lamp']])
    await iot.addThingToThingGroup({ thingName: 'lamp', thingGroupName: 'static-1', overrideDynamicGroups: true })
    expect([await membersOf(world, 'older'), await membersOf(world, 'newer')]).toEqual([['lamp'], []])
  }),
  refuses('DTG-002', 'CreateDynamicThingGroup', 'ResourceNotFoundException', 'things are not indexed', {
    when: ({ iot }) => iot.createDynamicThingGroup({ thingGroupName: 'red', queryString: '*' }),
    message: 'Index AWS_Things does not exist. Please enable index by calling UpdateIndexingConfiguration',
  }),
  refuses('DTG-002', 'CreateDynamicThingGroup', 'InvalidRequestException', 'the index is built for the first time', {
    given: ({ iot }) => iot.updateIndexingConfiguration({ thingIndexingConfiguration: { thingIndexingMode: 'REGISTRY' } }),
    when: ({ iot }) => iot.createDynamicThingGroup({ thingGroupName: 'red', queryString: '*' }),
  }),
  refuses('DTG-001', 'CreateDynamicThingGroup', 'InvalidRequestException', 'the index is that of thing groups', {
    given: registryIndex,
    when: ({ iot }) => iot.createDynamicThingGroup({ thingGroupName: 'red', queryString: '*', indexName: 'AWS_ThingGroups' }),
  }),
  refuses('IDX-003', 'CreateDynamicThingGroup', 'InvalidRequestException', 'there is no such query version', {
    given: registryIndex,
    when: ({ iot }) => iot.createDynamicThingGroup({ thingGroupName: 'red', queryString: '*', queryVersion: '2018-01-01' }),
  }),
  refuses('DTG-004', 'CreateDynamicThingGroup', 'ResourceAlreadyExistsException', 'a static group has the name', {
    given: hallAndIndex,
    when: ({ iot }) => iot.createDynamicThingGroup({ thingGroupName: 'hall', queryString: '*' }),
    members: (_, { arn }) => ({ resourceId: 'hall', resourceArn: arn('thinggroup/hall') }),
  }),
  refuses('DTG-004', 'CreateThingGroup', 'ResourceAlreadyExistsException', 'a dynamic group has the name', {
    given: redThings,
    when: ({ iot }) => iot.createThingGroup({ thingGroupName: 'red' }),
  }),
  refuses('DTG-003', 'CreateDynamicThingGroup', 'InvalidQueryException', 'the query has six terms', {
    given: registryIndex,
    when: ({ iot }) => iot.createDynamicThingGroup({ thingGroupName: 'red', queryString: 'a OR b OR c OR d OR e OR f' }),
  }),
  refuses('DTG-002', 'CreateDynamicThingGroup', 'InvalidQueryException', 'the query asks about what is not indexed', {
    given: registryIndex,
    when: ({ iot }) => iot.createDynamicThingGroup({ thingGroupName: 'red', queryString: 'shadow.reported.color:red' }),
    message: 'Unable to parse query, invalid field name, field name: shadow.reported.color, query string: shadow.reported.color:red',
  }),
  refuses('DTG-016', 'CreateDynamicThingGroup', 'LimitExceededException', 'there are a hundred', {
    given: async (world) => {
      await registryIndex(world)
      for (let count = 1; count <= 100; count++) {
        await world.iot.createDynamicThingGroup({ thingGroupName: `group-${count}`, queryString: '*' })
      }
    },
    when: ({ iot }) => iot.createDynamicThingGroup({ thingGroupName: 'group-101', queryString: '*' }),
  }),
  refusesPattern('CreateDynamicThingGroup', {
    ...GROUP_NAME,
    when: ({ iot }, thingGroupName) => iot.createDynamicThingGroup({ thingGroupName, queryString: '*' }),
  }),

  answers('DTG-007', 'UpdateDynamicThingGroup', 'another query gives other members, once the group is ACTIVE again', async (world) => {
    const { iot, time } = world
    await redThings(world)
    const update = { thingGroupName: 'red', thingGroupProperties: {}, queryString: 'attributes.color:blue' }
    expect((await iot.updateDynamicThingGroup({ ...update, expectedVersion: 1 })).version).toBe(2)
    expect(await statusOf(world, 'red')).toBe('REBUILDING')
    await time.advance(BUILT)
    expect(await statusOf(world, 'red')).toBe('ACTIVE')
    expect(await membersOf(world, 'red')).toEqual(['radio'])
    expect((await iot.describeThingGroup({ thingGroupName: 'red' })).queryString).toBe('attributes.color:blue')
  }),
  answers('DTG-005', 'UpdateDynamicThingGroup', 'another description builds nothing', async (world) => {
    const { iot } = world
    await redThings(world)
    const thingGroupProperties = { thingGroupDescription: 'Red', attributePayload: { attributes: { a: '1' } } }
    expect((await iot.updateDynamicThingGroup({ thingGroupName: 'red', thingGroupProperties })).version).toBe(2)
    expect(await iot.describeThingGroup({ thingGroupName: 'red' })).toMatchObject({
      version: 2,
      status: 'ACTIVE',
      thingGroupProperties,
      queryString: 'attributes.color:red',
    })
  }),
  refuses('DTG-007', 'UpdateDynamicThingGroup', 'VersionConflictException', 'another version is expected', {
    given: redThings,
    when: ({ iot }) => iot.updateDynamicThingGroup({ thingGroupName: 'red', thingGroupProperties: {}, expectedVersion: 2 }),
  }),
  refuses('DTG-007', 'UpdateDynamicThingGroup', 'ResourceNotFoundException', 'there is no such group', {
    when: ({ iot }) => iot.updateDynamicThingGroup({ thingGroupName: 'none', thingGroupProperties: {} }),
  }),
  refuses('DTG-003', 'UpdateDynamicThingGroup', 'InvalidQueryException', 'the query cannot be read', {
    given: redThings,
    when: ({ iot }) =>
      iot.updateDynamicThingGroup({ thingGroupName: 'red', thingGroupProperties: {}, queryString: '(attributes.color:red' }),
  }),
  refuses('REG-291', 'UpdateDynamicThingGroup', 'InvalidRequestException', 'the group is static', {
    given: hallAndIndex,
    when: ({ iot }) => iot.updateDynamicThingGroup({ thingGroupName: 'hall', thingGroupProperties: {} }),
  }),
  refuses('DTG-007', 'UpdateDynamicThingGroup', 'InvalidRequestException', 'the properties are missing', {
    given: redThings,
    when: ({ iot }) => iot.updateDynamicThingGroup({ thingGroupName: 'red', thingGroupProperties: undefined }),
    message: "1 validation error detected: Value null at 'thingGroupProperties' failed to satisfy constraint: Member must not be null",
  }),

  answers('DTG-008', 'DeleteDynamicThingGroup', 'the group goes, its memberships with it, and a second time', async (world) => {
    const { iot } = world
    await redThings(world)
    await iot.deleteDynamicThingGroup({ thingGroupName: 'red', expectedVersion: 1 })
    await expectRefusal(iot.describeThingGroup({ thingGroupName: 'red' }), 'ResourceNotFoundException')
    expect((await iot.listThingGroupsForThing({ thingName: 'lamp' })).thingGroups).toEqual([])
    expect((await iot.searchIndex({ queryString: 'thingGroupNames:red' })).things).toEqual([])
    await iot.deleteDynamicThingGroup({ thingGroupName: 'red' })
  }),
  refuses('DTG-008', 'DeleteDynamicThingGroup', 'VersionConflictException', 'another version is expected', {
    given: redThings,
    when: ({ iot }) => iot.deleteDynamicThingGroup({ thingGroupName: 'red', expectedVersion: 2 }),
  }),
  refuses('REG-291', 'DeleteDynamicThingGroup', 'InvalidRequestException', 'the group is static', {
    given: hallAndIndex,
    when: ({ iot }) => iot.deleteDynamicThingGroup({ thingGroupName: 'hall' }),
  }),

  refuses('REG-291', 'UpdateThingGroup', 'InvalidRequestException', 'the group is dynamic', {
    given: redThings,
    when: ({ iot }) => iot.updateThingGroup({ thingGroupName: 'red', thingGroupProperties: {} }),
  }),
  refuses('REG-291', 'DeleteThingGroup', 'InvalidRequestException', 'the group is dynamic', {
    given: redThings,
    when: ({ iot }) => iot.deleteThingGroup({ thingGroupName: 'red' }),
  }),
  refuses('DTG-009', 'CreateThingGroup', 'InvalidRequestException', 'the parent is dynamic', {
    given: redThings,
    when: ({ iot }) => iot.createThingGroup({ thingGroupName: 'hall', parentGroupName: 'red' }),
  }),
  refuses('DTG-009', 'AddThingToThingGroup', 'InvalidRequestException', 'the group is dynamic', {
    given: redThings,
    when: ({ iot }) => iot.addThingToThingGroup({ thingGroupName: 'red', thingName: 'radio' }),
  }),
  refuses('DTG-009', 'RemoveThingFromThingGroup', 'InvalidRequestException', 'the group is dynamic', {
    given: redThings,
    when: ({ iot }) => iot.removeThingFromThingGroup({ thingGroupName: 'red', thingName: 'lamp' }),
  }),
  refuses('DTG-009', 'AttachPolicy', 'InvalidRequestException', 'the target is a dynamic group', {
    given: async (world) => {
      await redThings(world)
      await world.iot.createPolicy({ policyName: 'p', policyDocument: ALLOW_ALL })
    },
    when: ({ iot, arn }) => iot.attachPolicy({ policyName: 'p', target: arn('thinggroup/red') }),
  }),
  refuses('DTG-017', 'UpdateIndexingConfiguration', 'InvalidRequestException', 'a dynamic group needs the index of things', {
    given: redThings,
    when: ({ iot }) => iot.updateIndexingConfiguration({ thingIndexingConfiguration: { thingIndexingMode: 'OFF' } }),
  }),
]
