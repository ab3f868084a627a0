import { paginateListThingGroupsForThing, paginateListThingsInThingGroup } from '@aws-sdk/client-iot'
import { expect } from 'vitest'
import { answers, type ConformanceCase, itemNames, PAGE_SIZE, paginates, refuses, refusesPageSize } from '../support/conformance-case.js'
import { groupNames, hallAndLamp, houseHallCorner } from '../support/registry-situations.js'

/** Who is in which thing group. */
export const thingGroupMemberCases: readonly ConformanceCase[] = [
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
    expect(groupNames((await iot.listThingGroupsForThing({ thingName: 'lamp' })).thingGroups)).toEqual(['hall'])
  }),
  refuses('REG-244', 'UpdateThingGroupsForThing', 'InvalidRequestException', 'a group is to be joined and left', {
    given: hallAndLamp,
    when: ({ iot }) => iot.updateThingGroupsForThing({ thingName: 'lamp', thingGroupsToAdd: ['hall'], thingGroupsToRemove: ['hall'] }),
  }),
  refuses('REG-244', 'UpdateThingGroupsForThing', 'ResourceNotFoundException', 'there is no such thing', {
    given: hallAndLamp,
    when: ({ iot }) => iot.updateThingGroupsForThing({ thingName: 'none', thingGroupsToAdd: ['hall'] }),
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
    itemsOf: ({ thingGroups }) => groupNames(thingGroups),
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
        paginateListThingsInThingGroup({ client: iot, pageSize: PAGE_SIZE }, { thingGroupName: recursive ? 'house' : 'corner', recursive }),
      itemsOf: ({ things }) => things,
    }),
  ),
]
