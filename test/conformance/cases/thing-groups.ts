import { paginateListThingGroups } from '@aws-sdk/client-iot'
import { expect } from 'vitest'
import {
  answers,
  type AreaCases,
  itemNames,
  PAGE_SIZE,
  paginates,
  refuses,
  refusesPageSize,
  refusesPattern,
} from '../support/conformance-case.js'
import { REGISTRY_NAME } from '../support/patterns.js'
import { ALLOW_ALL } from '../support/policy-documents.js'
import { expectRefusal } from '../support/refusal-of.js'
import { groupNames, hallAndLamp, houseHallCorner } from '../support/registry-situations.js'
import { dynamicThingGroupCases } from './dynamic-thing-groups.js'
import { thingGroupMemberCases } from './thing-group-members.js'

const GROUP_NAME = { member: 'thingGroupName', pattern: REGISTRY_NAME } as const

export const thingGroupCases: AreaCases = {
  notApplicable: [],
  cases: [
    answers('REG-230', 'CreateThingGroup', 'name, ARN and id come back, and again for the same properties', async ({ iot, arn }) => {
      const wanted = {
        thingGroupName: 'hall',
        thingGroupProperties: { thingGroupDescription: 'Hall' },
        tags: [{ Key: 'floor', Value: '1' }],
      }
      const { $metadata: _, ...created } = await iot.createThingGroup(wanted)
      expect(created).toEqual({ thingGroupName: 'hall', thingGroupArn: arn('thinggroup/hall'), thingGroupId: expect.any(String) as string })
      expect((await iot.createThingGroup(wanted)).thingGroupId).toBe(created.thingGroupId)
      expect((await iot.listTagsForResource({ resourceArn: arn('thinggroup/hall') })).tags).toEqual(wanted.tags)
    }),
    refuses('REG-230', 'CreateThingGroup', 'ResourceAlreadyExistsException', 'the group exists with other properties', {
      given: hallAndLamp,
      when: ({ iot }) => iot.createThingGroup({ thingGroupName: 'hall', thingGroupProperties: { thingGroupDescription: 'other' } }),
      message: 'Thing Group hall already exists in current account with different properties',
      members: (_, { arn }) => ({ resourceId: 'hall', resourceArn: arn('thinggroup/hall') }),
    }),
    refuses('REG-231', 'CreateThingGroup', 'ResourceNotFoundException', 'the parent does not exist', {
      when: ({ iot }) => iot.createThingGroup({ thingGroupName: 'hall', parentGroupName: 'none' }),
    }),
    refuses('REG-232', 'CreateThingGroup', 'InvalidRequestException', 'it would be on the eighth level', {
      given: async ({ iot }) => {
        for (let level = 1; level <= 7; level++) {
          await iot.createThingGroup({ thingGroupName: `level-${level}`, parentGroupName: level === 1 ? undefined : `level-${level - 1}` })
        }
      },
      when: ({ iot }) => iot.createThingGroup({ thingGroupName: 'level-8', parentGroupName: 'level-7' }),
    }),
    refusesPattern('CreateThingGroup', { ...GROUP_NAME, when: ({ iot }, thingGroupName) => iot.createThingGroup({ thingGroupName }) }),

    answers(
      'REG-234',
      'DescribeThingGroup',
      'a root group has version 1, no parent and no empty properties',
      async ({ iot, arn, time }) => {
        const { thingGroupId } = await iot.createThingGroup({ thingGroupName: 'hall' })
        const { $metadata: _, ...described } = await iot.describeThingGroup({ thingGroupName: 'hall' })
        expect(described).toEqual({
          thingGroupName: 'hall',
          thingGroupId,
          thingGroupArn: arn('thinggroup/hall'),
          version: 1,
          thingGroupProperties: {},
          thingGroupMetadata: { creationDate: time.now() },
        })
      },
    ),
    answers('REG-234', 'DescribeThingGroup', 'a child tells its parent and the way from the root', async (world) => {
      await houseHallCorner(world)
      const { thingGroupMetadata } = await world.iot.describeThingGroup({ thingGroupName: 'corner' })
      expect(thingGroupMetadata).toEqual({
        creationDate: world.time.now(),
        parentGroupName: 'hall',
        rootToParentThingGroups: ['house', 'hall'].map((groupName) => ({ groupName, groupArn: world.arn(`thinggroup/${groupName}`) })),
      })
    }),
    refuses('REG-234', 'DescribeThingGroup', 'ResourceNotFoundException', 'there is no such group', {
      when: ({ iot }) => iot.describeThingGroup({ thingGroupName: 'none' }),
    }),
    refusesPattern('DescribeThingGroup', { ...GROUP_NAME, when: ({ iot }, thingGroupName) => iot.describeThingGroup({ thingGroupName }) }),

    answers(
      'REG-235',
      'UpdateThingGroup',
      'the new version comes back, attributes are merged, the description is kept',
      async ({ iot }) => {
        const thingGroupName = 'hall'
        await iot.createThingGroup({ thingGroupName, thingGroupProperties: { thingGroupDescription: 'Hall' } })
        const update = (attributes: Record<string, string>, expectedVersion: number) =>
          iot.updateThingGroup({ thingGroupName, expectedVersion, thingGroupProperties: { attributePayload: { attributes, merge: true } } })
        expect((await update({ a: '1' }, 1)).version).toBe(2)
        expect((await update({ b: '2' }, 2)).version).toBe(3)
        expect((await iot.describeThingGroup({ thingGroupName })).thingGroupProperties).toEqual({
          thingGroupDescription: 'Hall',
          attributePayload: { attributes: { a: '1', b: '2' } },
        })
      },
    ),
    refuses('REG-235', 'UpdateThingGroup', 'VersionConflictException', 'another version is expected', {
      given: hallAndLamp,
      when: ({ iot }) => iot.updateThingGroup({ thingGroupName: 'hall', thingGroupProperties: {}, expectedVersion: 2 }),
    }),
    refuses('REG-235', 'UpdateThingGroup', 'ResourceNotFoundException', 'there is no such group', {
      when: ({ iot }) => iot.updateThingGroup({ thingGroupName: 'none', thingGroupProperties: {} }),
    }),
    refuses('REG-010', 'UpdateThingGroup', 'InvalidRequestException', 'the properties are missing', {
      given: hallAndLamp,
      when: ({ iot }) => iot.updateThingGroup({ thingGroupName: 'hall', thingGroupProperties: undefined }),
      message: "1 validation error detected: Value null at 'thingGroupProperties' failed to satisfy constraint: Member must not be null",
    }),

    answers('REG-237', 'DeleteThingGroup', 'children are in the way, things are not', async (world) => {
      const { iot } = world
      await houseHallCorner(world)
      await iot.createThing({ thingName: 'lamp' })
      await iot.addThingToThingGroup({ thingName: 'lamp', thingGroupName: 'corner' })
      await expectRefusal(
        iot.deleteThingGroup({ thingGroupName: 'hall' }),
        'InvalidRequestException',
        'Cannot delete thing group : hall when there are still child groups attached to it',
      )
      await iot.deleteThingGroup({ thingGroupName: 'corner', expectedVersion: 1 })
      await iot.deleteThingGroup({ thingGroupName: 'hall' })
      expect((await iot.listThingGroupsForThing({ thingName: 'lamp' })).thingGroups).toEqual([])
      expect(groupNames((await iot.listThingGroups({})).thingGroups)).toEqual(['house'])
    }),
    answers('REG-237', 'DeleteThingGroup', 'a group that is not there is deleted', async ({ iot }) => {
      await iot.deleteThingGroup({ thingGroupName: 'none' })
    }),
    answers('REG-238', 'DeleteThingGroup', 'attached policies are not in the way', async ({ iot, arn }) => {
      await iot.createThingGroup({ thingGroupName: 'hall' })
      await iot.createPolicy({
        policyName: 'p',
        policyDocument: ALLOW_ALL,
      })
      await iot.attachPolicy({ policyName: 'p', target: arn('thinggroup/hall') })
      await iot.deleteThingGroup({ thingGroupName: 'hall' })
    }),
    refuses('REG-237', 'DeleteThingGroup', 'InvalidRequestException', 'it has a child', {
      given: houseHallCorner,
      when: ({ iot }) => iot.deleteThingGroup({ thingGroupName: 'house' }),
      message: 'Cannot delete thing group : house when there are still child groups attached to it',
    }),
    refuses('REG-235', 'DeleteThingGroup', 'VersionConflictException', 'another version is expected', {
      given: hallAndLamp,
      when: ({ iot }) => iot.deleteThingGroup({ thingGroupName: 'hall', expectedVersion: 2 }),
    }),

    answers('REG-246', 'ListThingGroups', 'by prefix, by parent, with all below, and roots alone', async (world) => {
      const { iot, arn } = world
      await houseHallCorner(world)
      const listed = async (filter: Parameters<typeof iot.listThingGroups>[0]) =>
        groupNames((await iot.listThingGroups(filter)).thingGroups)
      expect(await listed({})).toEqual(['corner', 'hall', 'house'])
      expect(await listed({ namePrefixFilter: 'h' })).toEqual(['hall', 'house'])
      expect(await listed({ parentGroup: 'house' })).toEqual(['hall'])
      expect(await listed({ parentGroup: 'house', recursive: true })).toEqual(['corner', 'hall'])
      expect(await listed({ recursive: false })).toEqual(['house'])
      const { thingGroups } = await iot.listThingGroups({ parentGroup: 'hall' })
      expect(thingGroups).toEqual([{ groupName: 'corner', groupArn: arn('thinggroup/corner') }])
    }),
    refuses('REG-246', 'ListThingGroups', 'ResourceNotFoundException', 'the parent does not exist', {
      when: ({ iot }) => iot.listThingGroups({ parentGroup: 'none' }),
    }),
    refusesPageSize('ListThingGroups', 'maxResults', ({ iot }, maxResults) => iot.listThingGroups({ maxResults })),
    paginates('REG-020', 'ListThingGroups', 'the SDK walks through all pages of a parent', {
      given: async ({ iot }) => {
        await iot.createThingGroup({ thingGroupName: 'house' })
        const rooms = itemNames('room-')
        for (const thingGroupName of rooms) await iot.createThingGroup({ thingGroupName, parentGroupName: 'house' })
        return rooms
      },
      when: ({ iot }) => paginateListThingGroups({ client: iot, pageSize: PAGE_SIZE }, { parentGroup: 'house' }),
      itemsOf: ({ thingGroups }) => groupNames(thingGroups),
    }),

    ...thingGroupMemberCases,
    ...dynamicThingGroupCases,
  ],
}
