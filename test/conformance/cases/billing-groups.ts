import { paginateListBillingGroups, paginateListThingsInBillingGroup } from '@aws-sdk/client-iot'
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
import { expectRefusal } from '../support/refusal-of.js'
import type { World } from '../support/world.js'

const GROUP_NAME = { member: 'billingGroupName', pattern: REGISTRY_NAME } as const

/** The billing group `plant` and the thing `lamp`, which is not in it. */
async function plantAndLamp({ iot }: World): Promise<void> {
  await iot.createBillingGroup({ billingGroupName: 'plant' })
  await iot.createThing({ thingName: 'lamp' })
}

export const billingGroupCases: AreaCases = {
  notApplicable: [
    {
      operation: 'ListBillingGroups',
      error: 'ResourceNotFoundException',
      reason: 'It names no resource: a prefix that nothing has gives an empty list.',
    },
  ],
  cases: [
    answers('REG-310', 'CreateBillingGroup', 'name, ARN and id come back, and again for the same configuration', async ({ iot, arn }) => {
      const wanted = {
        billingGroupName: 'plant',
        billingGroupProperties: { billingGroupDescription: 'Plant' },
        tags: [{ Key: 'a', Value: 'b' }],
      }
      const { $metadata: _, ...created } = await iot.createBillingGroup(wanted)
      expect(created).toEqual({
        billingGroupName: 'plant',
        billingGroupArn: arn('billinggroup/plant'),
        billingGroupId: expect.any(String) as string,
      })
      expect((await iot.createBillingGroup(wanted)).billingGroupId).toBe(created.billingGroupId)
      expect((await iot.listTagsForResource({ resourceArn: arn('billinggroup/plant') })).tags).toEqual(wanted.tags)
    }),
    refuses('REG-310', 'CreateBillingGroup', 'ResourceAlreadyExistsException', 'the group exists with another configuration', {
      given: plantAndLamp,
      when: ({ iot }) =>
        iot.createBillingGroup({ billingGroupName: 'plant', billingGroupProperties: { billingGroupDescription: 'other' } }),
      members: (_, { arn }) => ({ resourceId: 'plant', resourceArn: arn('billinggroup/plant') }),
    }),
    refusesPattern('CreateBillingGroup', {
      ...GROUP_NAME,
      when: ({ iot }, billingGroupName) => iot.createBillingGroup({ billingGroupName }),
    }),

    answers('REG-311', 'DescribeBillingGroup', 'a new group has version 1 and no empty properties', async ({ iot, arn, time }) => {
      const { billingGroupId } = await iot.createBillingGroup({ billingGroupName: 'plant' })
      const { $metadata: _, ...described } = await iot.describeBillingGroup({ billingGroupName: 'plant' })
      expect(described).toEqual({
        billingGroupName: 'plant',
        billingGroupId,
        billingGroupArn: arn('billinggroup/plant'),
        version: 1,
        billingGroupProperties: {},
        billingGroupMetadata: { creationDate: time.now() },
      })
    }),
    refuses('REG-311', 'DescribeBillingGroup', 'ResourceNotFoundException', 'there is no such group', {
      when: ({ iot }) => iot.describeBillingGroup({ billingGroupName: 'none' }),
    }),
    refusesPattern('DescribeBillingGroup', {
      ...GROUP_NAME,
      when: ({ iot }, billingGroupName) => iot.describeBillingGroup({ billingGroupName }),
    }),

    answers('REG-311', 'UpdateBillingGroup', 'the new version comes back', async (world) => {
      const { iot } = world
      await plantAndLamp(world)
      const billingGroupProperties = { billingGroupDescription: 'Plant' }
      expect((await iot.updateBillingGroup({ billingGroupName: 'plant', billingGroupProperties, expectedVersion: 1 })).version).toBe(2)
      expect(await iot.describeBillingGroup({ billingGroupName: 'plant' })).toMatchObject({ version: 2, billingGroupProperties })
    }),
    refuses('REG-311', 'UpdateBillingGroup', 'VersionConflictException', 'another version is expected', {
      given: plantAndLamp,
      when: ({ iot }) => iot.updateBillingGroup({ billingGroupName: 'plant', billingGroupProperties: {}, expectedVersion: 2 }),
    }),
    refuses('REG-311', 'UpdateBillingGroup', 'ResourceNotFoundException', 'there is no such group', {
      when: ({ iot }) => iot.updateBillingGroup({ billingGroupName: 'none', billingGroupProperties: {} }),
    }),
    refuses('REG-311', 'UpdateBillingGroup', 'InvalidRequestException', 'the properties are missing', {
      given: plantAndLamp,
      when: ({ iot }) => iot.updateBillingGroup({ billingGroupName: 'plant', billingGroupProperties: undefined }),
      message: "1 validation error detected: Value null at 'billingGroupProperties' failed to satisfy constraint: Member must not be null",
    }),

    answers('REG-312', 'DeleteBillingGroup', 'a group goes with things in it, and one that is not there goes too', async (world) => {
      const { iot } = world
      await plantAndLamp(world)
      await iot.addThingToBillingGroup({ thingName: 'lamp', billingGroupName: 'plant' })
      await iot.deleteBillingGroup({ billingGroupName: 'plant', expectedVersion: 1 })
      await expectRefusal(iot.describeBillingGroup({ billingGroupName: 'plant' }), 'ResourceNotFoundException')
      expect(await iot.describeThing({ thingName: 'lamp' })).not.toHaveProperty('billingGroupName')
      await iot.deleteBillingGroup({ billingGroupName: 'plant' })
    }),
    refuses('REG-311', 'DeleteBillingGroup', 'VersionConflictException', 'another version is expected', {
      given: plantAndLamp,
      when: ({ iot }) => iot.deleteBillingGroup({ billingGroupName: 'plant', expectedVersion: 2 }),
    }),
    refusesPattern('DeleteBillingGroup', {
      ...GROUP_NAME,
      when: ({ iot }, billingGroupName) => iot.deleteBillingGroup({ billingGroupName }),
    }),

    answers('REG-314', 'AddThingToBillingGroup', 'by names or ARNs, and DescribeThing tells', async (world) => {
      const { iot, arn } = world
      await plantAndLamp(world)
      await iot.createThing({ thingName: 'radio' })
      await iot.addThingToBillingGroup({ thingName: 'lamp', billingGroupName: 'plant' })
      await iot.addThingToBillingGroup({ thingArn: arn('thing/radio'), billingGroupArn: arn('billinggroup/plant') })
      expect(await iot.describeThing({ thingName: 'lamp' })).toMatchObject({ billingGroupName: 'plant', version: 1 })
      expect((await iot.listThingsInBillingGroup({ billingGroupName: 'plant' })).things).toEqual(['lamp', 'radio'])
    }),
    refuses('REG-313', 'AddThingToBillingGroup', 'InvalidRequestException', 'no thing is named', {
      given: plantAndLamp,
      when: ({ iot }) => iot.addThingToBillingGroup({ billingGroupName: 'plant' }),
      message: 'Both thingName and thingArn cannot be null',
    }),
    refuses('REG-313', 'AddThingToBillingGroup', 'InvalidRequestException', 'no group is named', {
      given: plantAndLamp,
      when: ({ iot }) => iot.addThingToBillingGroup({ thingName: 'lamp' }),
      message: 'Both billingGroupName and billingGroupArn cannot be null',
    }),
    refuses('REG-313', 'AddThingToBillingGroup', 'InvalidRequestException', 'the thing is in another billing group', {
      given: async (world) => {
        await plantAndLamp(world)
        await world.iot.createBillingGroup({ billingGroupName: 'office' })
        await world.iot.addThingToBillingGroup({ thingName: 'lamp', billingGroupName: 'office' })
      },
      when: ({ iot }) => iot.addThingToBillingGroup({ thingName: 'lamp', billingGroupName: 'plant' }),
    }),
    refuses('REG-313', 'AddThingToBillingGroup', 'ResourceNotFoundException', 'there is no such thing', {
      given: plantAndLamp,
      when: ({ iot }) => iot.addThingToBillingGroup({ thingName: 'none', billingGroupName: 'plant' }),
    }),

    answers('REG-313', 'RemoveThingFromBillingGroup', 'the thing is in none', async (world) => {
      const { iot } = world
      await plantAndLamp(world)
      await iot.addThingToBillingGroup({ thingName: 'lamp', billingGroupName: 'plant' })
      await iot.removeThingFromBillingGroup({ thingName: 'lamp', billingGroupName: 'plant' })
      expect(await iot.describeThing({ thingName: 'lamp' })).not.toHaveProperty('billingGroupName')
    }),
    refuses('REG-313', 'RemoveThingFromBillingGroup', 'InvalidRequestException', 'no thing is named', {
      given: plantAndLamp,
      when: ({ iot }) => iot.removeThingFromBillingGroup({ billingGroupName: 'plant' }),
      message: 'Both thingName and thingArn cannot be null',
    }),
    refuses('REG-313', 'RemoveThingFromBillingGroup', 'ResourceNotFoundException', 'there is no such group', {
      given: plantAndLamp,
      when: ({ iot }) => iot.removeThingFromBillingGroup({ thingName: 'lamp', billingGroupName: 'none' }),
    }),

    answers('REG-314', 'ListBillingGroups', 'names and ARNs, by prefix', async ({ iot, arn }) => {
      for (const billingGroupName of ['plant', 'office']) await iot.createBillingGroup({ billingGroupName })
      expect((await iot.listBillingGroups({ namePrefixFilter: 'pl' })).billingGroups).toEqual([
        { groupName: 'plant', groupArn: arn('billinggroup/plant') },
      ])
    }),
    refusesPageSize('ListBillingGroups', 'maxResults', ({ iot }, maxResults) => iot.listBillingGroups({ maxResults })),
    paginates('REG-020', 'ListBillingGroups', 'the SDK walks through all pages', {
      given: async ({ iot }) => {
        const groups = itemNames('group-')
        for (const billingGroupName of groups) await iot.createBillingGroup({ billingGroupName })
        return groups
      },
      when: ({ iot }) => paginateListBillingGroups({ client: iot, pageSize: PAGE_SIZE }, {}),
      itemsOf: ({ billingGroups }) => billingGroups?.map(({ groupName }) => groupName),
    }),

    answers('REG-314', 'ListThingsInBillingGroup', 'names of things come back', async (world) => {
      const { iot } = world
      await plantAndLamp(world)
      await iot.addThingToBillingGroup({ thingName: 'lamp', billingGroupName: 'plant' })
      expect((await iot.listThingsInBillingGroup({ billingGroupName: 'plant' })).things).toEqual(['lamp'])
    }),
    refuses('REG-314', 'ListThingsInBillingGroup', 'ResourceNotFoundException', 'there is no such group', {
      when: ({ iot }) => iot.listThingsInBillingGroup({ billingGroupName: 'none' }),
    }),
    refusesPageSize('ListThingsInBillingGroup', 'maxResults', ({ iot }, maxResults) =>
      iot.listThingsInBillingGroup({ billingGroupName: 'plant', maxResults }),
    ),
    paginates('REG-020', 'ListThingsInBillingGroup', 'the SDK walks through all pages', {
      given: async (world) => {
        await plantAndLamp(world)
        const lamps = itemNames('lamp-')
        for (const thingName of lamps) await world.iot.createThing({ thingName, billingGroupName: 'plant' })
        return lamps
      },
      when: ({ iot }) => paginateListThingsInBillingGroup({ client: iot, pageSize: PAGE_SIZE }, { billingGroupName: 'plant' }),
      itemsOf: ({ things }) => things,
    }),
  ],
}
