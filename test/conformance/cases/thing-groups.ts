import { paginateListThingGroups, paginateListThingGroupsForThing, paginateListThingsInThingGroup } from '@aws-sdk/client-iot'
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
import type { World } from '../support/world.js'

const GROUP_NAME = { member: 'thingGroupName', pattern: REGISTRY_NAME } as const

/** `house` above `hall` above `corner`. */
async function houseHallCorner({ iot }: World): Promise<void> {
  await iot.createThingGroup({ thingGroupName: 'house' })
  await iot.createThingGroup({ thingGroupName: 'hall', parentGroupName: 'house' })
  await iot.createThingGroup({ thingGroupName: 'corner', parentGroupName: 'hall' })
}

/** The group `hall` and the thing `lamp`, which is not in it. */
async function hallAndLamp({ iot }: World): Promise<void> {
  await iot.createThingGroup({ thingGroupName: 'hall' })
  await iot.createThing({ thingName: 'lamp' })
}

const names = (groups: readonly { groupName?: string | undefined }[] | undefined) => groups?.map(({ groupName }) => groupName)

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
      expect(names((await iot.listThingGroups({})).thingGroups)).toEqual(['house'])
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

    answers('REG-240', 'AddThingToThingGroup', 'by names, by ARNs, and once more', async (world) => {
      const { iot, arn } = world
      await hallAndLamp(world)
      await iot.createThing({ thingName: 'radio' })
      await iot.addThingToThingGroup({ thingName: 'lamp', thingGroupName: 'hall' })
      await iot.addThingToThingGroup({ thingName: 'lamp', thingGroupName: 'hall' })
      await iot.addThingToThingGroup({ thingArn: arn('thing/radio'), thingGroupArn: arn('thinggroup/hall') })
      expect((await iot.listThingsInThingGroup({ thingGroupName: 'hall' })).things).toEqual(['lamp', 'radio'])
    }),
    refuses('REG-239', 'AddThingToThingGroup', 'InvalidRequestException', 'no thing is named', {
      given: hallAndLamp,
      when: ({ iot }) => iot.addThingToThingGroup({ thingGroupName: 'hall' }),
      message: 'Both thingArn and thingName are empty. Need to specify at least one of them',
    }),
    refuses('REG-239', 'AddThingToThingGroup', 'InvalidRequestException', 'name and ARN disagree', {
      given: hallAndLamp,
      when: ({ iot, arn }) =>
        iot.addThingToThingGroup({ thingName: 'lamp', thingGroupName: 'hall', thingGroupArn: arn('thinggroup/cellar') }),
    }),
    refuses('REG-242', 'AddThingToThingGroup', 'InvalidRequestException', 'it is in another group of the hierarchy', {
      given: async (world) => {
        await houseHallCorner(world)
        await world.iot.createThing({ thingName: 'lamp' })
        await world.iot.addThingToThingGroup({ thingName: 'lamp', thingGroupName: 'corner' })
      },
      when: ({ iot }) => iot.addThingToThingGroup({ thingName: 'lamp', thingGroupName: 'house' }),
    }),
    refuses('REG-241', 'AddThingToThingGroup', 'InvalidRequestException', 'it is in ten groups already', {
      given: async ({ iot }) => {
        await iot.createThing({ thingName: 'lamp' })
        for (let count = 1; count <= 11; count++) await iot.createThingGroup({ thingGroupName: `group-${count}` })
        for (let count = 1; count <= 10; count++) await iot.addThingToThingGroup({ thingName: 'lamp', thingGroupName: `group-${count}` })
      },
      when: ({ iot }) => iot.addThingToThingGroup({ thingName: 'lamp', thingGroupName: 'group-11' }),
    }),
    refuses('REG-239', 'AddThingToThingGroup', 'ResourceNotFoundException', 'there is no such thing', {
      given: hallAndLamp,
      when: ({ iot }) => iot.addThingToThingGroup({ thingName: 'none', thingGroupName: 'hall' }),
    }),
    refuses('REG-239', 'AddThingToThingGroup', 'ResourceNotFoundException', 'there is no such group', {
      given: hallAndLamp,
      when: ({ iot }) => iot.addThingToThingGroup({ thingName: 'lamp', thingGroupName: 'none' }),
    }),

    answers('REG-240', 'RemoveThingFromThingGroup', 'a member goes, and who is no member goes too', async (world) => {
      const { iot } = world
      await hallAndLamp(world)
      await iot.addThingToThingGroup({ thingName: 'lamp', thingGroupName: 'hall' })
      await iot.removeThingFromThingGroup({ thingName: 'lamp', thingGroupName: 'hall' })
      expect((await iot.listThingsInThingGroup({ thingGroupName: 'hall' })).things).toEqual([])
      await iot.removeThingFromThingGroup({ thingName: 'lamp', thingGroupName: 'hall' })
    }),
    refuses('REG-239', 'RemoveThingFromThingGroup', 'InvalidRequestException', 'no thing is named', {
      given: hallAndLamp,
      when: ({ iot }) => iot.removeThingFromThingGroup({ thingGroupName: 'hall' }),
      message: 'Both thingArn and thingName are empty. Need to specify at least one of them',
    }),
    refuses('REG-239', 'RemoveThingFromThingGroup', 'ResourceNotFoundException', 'there is no such group', {
      given: hallAndLamp,
      when: ({ iot }) => iot.removeThingFromThingGroup({ thingName: 'lamp', thingGroupName: 'none' }),
    }),

    answers('REG-244', 'UpdateThingGroupsForThing', 'leaves and joins in one step, within one hierarchy too', async (world) => {
      const { iot } = world
      await houseHallCorner(world)
      await iot.createThing({ thingName: 'lamp' })
      await iot.addThingToThingGroup({ thingName: 'lamp', thingGroupName: 'corner' })
      await iot.updateThingGroupsForThing({ thingName: 'lamp', thingGroupsToAdd: ['hall'], thingGroupsToRemove: ['corner'] })
      expect(names((await iot.listThingGroupsForThing({ thingName: 'lamp' })).thingGroups)).toEqual(['hall'])
    }),
    refuses('REG-244', 'UpdateThingGroupsForThing', 'InvalidRequestException', 'a group is to be joined and left', {
      given: hallAndLamp,
      when: ({ iot }) => iot.updateThingGroupsForThing({ thingName: 'lamp', thingGroupsToAdd: ['hall'], thingGroupsToRemove: ['hall'] }),
    }),
    refuses('REG-244', 'UpdateThingGroupsForThing', 'ResourceNotFoundException', 'there is no such thing', {
      given: hallAndLamp,
      when: ({ iot }) => iot.updateThingGroupsForThing({ thingName: 'none', thingGroupsToAdd: ['hall'] }),
    }),

    answers('REG-246', 'ListThingGroups', 'by prefix, by parent, with all below, and roots alone', async (world) => {
      const { iot, arn } = world
      await houseHallCorner(world)
      const listed = async (filter: Parameters<typeof iot.listThingGroups>[0]) => names((await iot.listThingGroups(filter)).thingGroups)
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
      itemsOf: ({ thingGroups }) => names(thingGroups),
    }),

    answers('REG-245', 'ListThingGroupsForThing', 'direct groups come, ancestors do not', async (world) => {
      const { iot, arn } = world
      await houseHallCorner(world)
      await iot.createThing({ thingName: 'lamp' })
      await iot.addThingToThingGroup({ thingName: 'lamp', thingGroupName: 'corner' })
      const { thingGroups } = await iot.listThingGroupsForThing({ thingName: 'lamp' })
      expect(thingGroups).toEqual([{ groupName: 'corner', groupArn: arn('thinggroup/corner') }])
    }),
    refuses('REG-245', 'ListThingGroupsForThing', 'ResourceNotFoundException', 'there is no such thing', {
      when: ({ iot }) => iot.listThingGroupsForThing({ thingName: 'none' }),
    }),
    refusesPageSize('ListThingGroupsForThing', 'maxResults', ({ iot }, maxResults) =>
      iot.listThingGroupsForThing({ thingName: 'lamp', maxResults }),
    ),
    paginates('REG-020', 'ListThingGroupsForThing', 'the SDK walks through all pages', {
      given: async ({ iot }) => {
        await iot.createThing({ thingName: 'lamp' })
        const groups = itemNames('group-')
        for (const thingGroupName of groups) {
          await iot.createThingGroup({ thingGroupName })
          await iot.addThingToThingGroup({ thingName: 'lamp', thingGroupName })
        }
        return groups
      },
      when: ({ iot }) => paginateListThingGroupsForThing({ client: iot, pageSize: PAGE_SIZE }, { thingName: 'lamp' }),
      itemsOf: ({ thingGroups }) => names(thingGroups),
    }),

    answers('REG-245', 'ListThingsInThingGroup', 'direct members, or those of all groups below too', async (world) => {
      const { iot } = world
      await houseHallCorner(world)
      for (const [thingName, thingGroupName] of [
        ['lamp', 'house'],
        ['radio', 'corner'],
      ] as const) {
        await iot.createThing({ thingName })
        await iot.addThingToThingGroup({ thingName, thingGroupName })
      }
      expect((await iot.listThingsInThingGroup({ thingGroupName: 'house' })).things).toEqual(['lamp'])
      expect((await iot.listThingsInThingGroup({ thingGroupName: 'house', recursive: true })).things).toEqual(['lamp', 'radio'])
    }),
    refuses('REG-245', 'ListThingsInThingGroup', 'ResourceNotFoundException', 'there is no such group', {
      when: ({ iot }) => iot.listThingsInThingGroup({ thingGroupName: 'none' }),
    }),
    refusesPageSize('ListThingsInThingGroup', 'maxResults', ({ iot }, maxResults) =>
      iot.listThingsInThingGroup({ thingGroupName: 'hall', maxResults }),
    ),
    ...[false, true].map((recursive) =>
      paginates('REG-020', 'ListThingsInThingGroup', `the SDK walks through all pages, recursive ${recursive}`, {
        given: async (world) => {
          const { iot } = world
          await houseHallCorner(world)
          const lamps = itemNames('lamp-')
          for (const thingName of lamps) {
            await iot.createThing({ thingName })
            await iot.addThingToThingGroup({ thingName, thingGroupName: 'corner' })
          }
          return lamps
        },
        when: ({ iot }) =>
          paginateListThingsInThingGroup(
            { client: iot, pageSize: PAGE_SIZE },
            { thingGroupName: recursive ? 'house' : 'corner', recursive },
          ),
        itemsOf: ({ things }) => things,
      }),
    ),
  ],
}
