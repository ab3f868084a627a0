import { paginateListThings } from '@aws-sdk/client-iot'
import { expect } from 'vitest'
import {
  answers,
  type AreaCases,
  constraintMessage,
  PAGE_SIZE,
  paginates,
  refuses,
  refusesPageSize,
  refusesPattern,
} from '../support/conformance-case.js'
import { REGISTRY_NAME } from '../support/patterns.js'
import { expectRefusal } from '../support/refusal-of.js'
import { attachedLamp, fiveThings } from '../support/registry-situations.js'
import { thingPrincipalCases } from './thing-principals.js'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const THING_NAME = { member: 'thingName', pattern: REGISTRY_NAME } as const

export const thingCases: AreaCases = {
  notApplicable: [
    {
      operation: 'DeleteThing',
      error: 'ResourceNotFoundException',
      reason: 'A thing that does not exist is deleted with success (REG-113).',
    },
  ],
  cases: [
    answers('REG-100', 'CreateThing', 'name, ARN and id come back', async ({ iot, arn }) => {
      await iot.createThingType({ thingTypeName: 'bulb' })
      await iot.createBillingGroup({ billingGroupName: 'plant' })
      const created = await iot.createThing({
        thingName: 'lamp',
        thingTypeName: 'bulb',
        billingGroupName: 'plant',
        attributePayload: { attributes: { wattage: '75', model: 'm-1' } },
      })
      expect(created).toMatchObject({ thingName: 'lamp', thingArn: arn('thing/lamp') })
      expect(created.thingId).toMatch(UUID)
      const described = await iot.describeThing({ thingName: 'lamp' })
      expect(described).toMatchObject({ thingId: created.thingId, thingTypeName: 'bulb', billingGroupName: 'plant' })
      expect(described.attributes).toEqual({ wattage: '75', model: 'm-1' })
    }),
    answers('REG-101', 'CreateThing', 'the same configuration again answers the same ids', async ({ iot }) => {
      const configuration = { thingName: 'lamp', attributePayload: { attributes: { a: '1' } } }
      const first = await iot.createThing(configuration)
      const second = await iot.createThing(configuration)
      expect(second.thingId).toBe(first.thingId)
      expect((await iot.describeThing({ thingName: 'lamp' })).version).toBe(1)
    }),
    answers('REG-033', 'CreateThing', 'a thing made again under its old name has a new id', async ({ iot }) => {
      const { thingId } = await iot.createThing({ thingName: 'lamp' })
      await iot.deleteThing({ thingName: 'lamp' })
      expect((await iot.createThing({ thingName: 'lamp' })).thingId).not.toBe(thingId)
    }),
    refusesPattern('CreateThing', { ...THING_NAME, when: ({ iot }, thingName) => iot.createThing({ thingName }) }),
    refuses('REG-010', 'CreateThing', 'InvalidRequestException', 'two members break their constraints', {
      when: ({ iot }) => iot.createThing({ thingName: 'two words', thingTypeName: 'and more' }),
      message:
        /^2 validation errors detected: Value '.*' at '.*' failed to satisfy constraint: .*; Value '.*' at '.*' failed to satisfy constraint: /,
    }),
    refuses('REG-011', 'CreateThing', 'InvalidRequestException', 'the name of an attribute has a space in it', {
      when: ({ iot }) => iot.createThing({ thingName: 'lamp', attributePayload: { attributes: { 'two words': 'x' } } }),
      message: constraintMessage(
        'attributePayload.attributes',
        '{two words=x}',
        'Map keys must satisfy constraint: [Member must have length less than or equal to 128, Member must have length greater than or equal to 0, ' +
          'Member must satisfy regular expression pattern: [a-zA-Z0-9_.,@/:#-]+]',
      ),
    }),
    refuses('REG-011', 'CreateThing', 'InvalidRequestException', 'the value of an attribute has a space in it', {
      when: ({ iot }) => iot.createThing({ thingName: 'lamp', attributePayload: { attributes: { room: 'two words' } } }),
      message: constraintMessage(
        'attributePayload.attributes',
        '{room=two words}',
        'Map value must satisfy constraint: [Member must have length less than or equal to 800, Member must have length greater than or equal to 0, ' +
          'Member must satisfy regular expression pattern: [a-zA-Z0-9_.,@/:#=\\[\\]-]*]',
      ),
    }),
    refuses('REG-103', 'CreateThing', 'InvalidRequestException', 'its type is deprecated', {
      given: async ({ iot }) => {
        await iot.createThingType({ thingTypeName: 'old' })
        await iot.deprecateThingType({ thingTypeName: 'old' })
      },
      when: ({ iot }) => iot.createThing({ thingName: 'lamp', thingTypeName: 'old' }),
      message: 'Can not create new thing with depreated thing type:old',
    }),
    refuses('REG-104', 'CreateThing', 'InvalidRequestException', 'it has four attributes and no type', {
      when: ({ iot }) => iot.createThing({ thingName: 'lamp', attributePayload: { attributes: { a: '1', b: '2', c: '3', d: '4' } } }),
    }),
    refuses('REG-101', 'CreateThing', 'ResourceAlreadyExistsException', 'the thing exists with other attributes', {
      given: ({ iot }) => iot.createThing({ thingName: 'lamp' }),
      when: ({ iot }) => iot.createThing({ thingName: 'lamp', attributePayload: { attributes: { a: '1' } } }),
      members: ({ thingArn }) => ({ resourceArn: thingArn, resourceId: 'lamp' }),
    }),
    refuses('REG-102', 'CreateThing', 'ResourceNotFoundException', 'its type does not exist', {
      when: ({ iot }) => iot.createThing({ thingName: 'lamp', thingTypeName: 'none' }),
    }),
    refuses('REG-102', 'CreateThing', 'ResourceNotFoundException', 'its billing group does not exist', {
      when: ({ iot }) => iot.createThing({ thingName: 'lamp', billingGroupName: 'none' }),
    }),

    answers(
      'REG-116',
      'DescribeThing',
      'a new thing has version 1, its name as client id, and nothing that is not set',
      async ({ iot, arn }) => {
        const { thingId } = await iot.createThing({ thingName: 'lamp' })
        const { $metadata, ...described } = await iot.describeThing({ thingName: 'lamp' })
        expect($metadata.requestId).toMatch(UUID)
        expect(described).toEqual({
          thingName: 'lamp',
          thingArn: arn('thing/lamp'),
          thingId,
          defaultClientId: 'lamp',
          attributes: {},
          version: 1,
        })
      },
    ),
    refuses('API-055', 'DescribeThing', 'ResourceNotFoundException', 'there is no such thing', {
      when: ({ iot }) => iot.describeThing({ thingName: 'none' }),
      message: 'The specified resource does not exist.',
    }),
    refusesPattern('DescribeThing', { ...THING_NAME, when: ({ iot }, thingName) => iot.describeThing({ thingName }) }),

    answers('REG-107', 'UpdateThing', 'attributes are merged or replaced, and an empty value removes one', async ({ iot }) => {
      const thingName = 'lamp'
      const attributesAfter = async (payload: { attributes: Record<string, string>; merge?: boolean }) => {
        await iot.updateThing({ thingName, attributePayload: payload })
        return (await iot.describeThing({ thingName })).attributes
      }
      await iot.createThing({ thingName, attributePayload: { attributes: { a: '1' } } })
      expect(await attributesAfter({ attributes: { b: '2' }, merge: true })).toEqual({ a: '1', b: '2' })
      expect(await attributesAfter({ attributes: { a: '' }, merge: true })).toEqual({ b: '2' })
      expect(await attributesAfter({ attributes: { c: '3' } })).toEqual({ c: '3' })
      await iot.updateThing({ thingName })
      const described = await iot.describeThing({ thingName })
      expect(described).toMatchObject({ attributes: { c: '3' }, version: 5 })
    }),
    answers('REG-108', 'UpdateThing', 'the type is set and taken away', async ({ iot }) => {
      await iot.createThing({ thingName: 'lamp' })
      await iot.createThingType({ thingTypeName: 'bulb' })
      await iot.updateThing({ thingName: 'lamp', thingTypeName: 'bulb', expectedVersion: 1 })
      expect(await iot.describeThing({ thingName: 'lamp' })).toMatchObject({ thingTypeName: 'bulb', version: 2 })
      await iot.updateThing({ thingName: 'lamp', removeThingType: true, expectedVersion: 2 })
      expect(await iot.describeThing({ thingName: 'lamp' })).not.toHaveProperty('thingTypeName')
    }),
    refusesPattern('UpdateThing', { ...THING_NAME, when: ({ iot }, thingName) => iot.updateThing({ thingName }) }),
    refuses('REG-103', 'UpdateThing', 'InvalidRequestException', 'the new type is deprecated', {
      given: async ({ iot }) => {
        await iot.createThing({ thingName: 'lamp' })
        await iot.createThingType({ thingTypeName: 'old' })
        await iot.deprecateThingType({ thingTypeName: 'old' })
      },
      when: ({ iot }) => iot.updateThing({ thingName: 'lamp', thingTypeName: 'old' }),
      message: 'Can not update a thing to use deprecated thing type: old',
    }),
    refuses('REG-110', 'UpdateThing', 'VersionConflictException', 'another version is expected', {
      given: ({ iot }) => iot.createThing({ thingName: 'lamp' }),
      when: ({ iot }) => iot.updateThing({ thingName: 'lamp', expectedVersion: 2 }),
      message: 'The version for thing lamp does not match the expected version.',
    }),
    refuses('REG-106', 'UpdateThing', 'ResourceNotFoundException', 'there is no such thing', {
      when: ({ iot }) => iot.updateThing({ thingName: 'none' }),
    }),

    answers('REG-113', 'DeleteThing', 'a thing goes, and one that is not there goes too', async ({ iot }) => {
      await iot.createThing({ thingName: 'lamp' })
      await iot.deleteThing({ thingName: 'lamp', expectedVersion: 1 })
      await expectRefusal(iot.describeThing({ thingName: 'lamp' }), 'ResourceNotFoundException')
      await iot.deleteThing({ thingName: 'lamp' })
    }),
    answers('REG-115', 'DeleteThing', 'memberships go with the thing', async ({ iot }) => {
      await iot.createThing({ thingName: 'lamp' })
      await iot.createThingGroup({ thingGroupName: 'hall' })
      await iot.createBillingGroup({ billingGroupName: 'plant' })
      await iot.addThingToThingGroup({ thingName: 'lamp', thingGroupName: 'hall' })
      await iot.addThingToBillingGroup({ thingName: 'lamp', billingGroupName: 'plant' })
      await iot.deleteThing({ thingName: 'lamp' })
      expect((await iot.listThingsInThingGroup({ thingGroupName: 'hall' })).things).toEqual([])
      expect((await iot.listThingsInBillingGroup({ billingGroupName: 'plant' })).things).toEqual([])
    }),
    answers('REG-114', 'DeleteThing', 'an attached principal is in the way until it is detached', async (world) => {
      const { iot } = world
      const principal = await attachedLamp(world)
      await expectRefusal(
        iot.deleteThing({ thingName: 'lamp' }),
        'InvalidRequestException',
        'Cannot delete. Thing lamp is still attached to one or more principals',
      )
      await iot.detachThingPrincipal({ thingName: 'lamp', principal })
      await iot.deleteThing({ thingName: 'lamp' })
    }),
    refuses('REG-110', 'DeleteThing', 'VersionConflictException', 'version 0 is expected of a new thing', {
      given: ({ iot }) => iot.createThing({ thingName: 'lamp' }),
      when: ({ iot }) => iot.deleteThing({ thingName: 'lamp', expectedVersion: 0 }),
      message: 'The version for thing lamp does not match the expected version.',
    }),
    refuses('REG-114', 'DeleteThing', 'InvalidRequestException', 'a principal is attached', {
      given: attachedLamp,
      when: ({ iot }) => iot.deleteThing({ thingName: 'lamp' }),
      message: 'Cannot delete. Thing lamp is still attached to one or more principals',
    }),

    answers('REG-118', 'ListThings', 'all, by attribute, by value, by the beginning of a value, by type', async ({ iot, arn }) => {
      await iot.createThingType({ thingTypeName: 'bulb' })
      await iot.createThing({ thingName: 'a', attributePayload: { attributes: { room: 'hall-1' } } })
      await iot.createThing({ thingName: 'b', attributePayload: { attributes: { room: 'hall-2' } } })
      await iot.createThing({ thingName: 'c', thingTypeName: 'bulb' })
      const listed = async (filter: Parameters<typeof iot.listThings>[0]) =>
        (await iot.listThings(filter)).things?.map(({ thingName }) => thingName)
      expect(await listed({})).toEqual(['a', 'b', 'c'])
      expect(await listed({ attributeName: 'room' })).toEqual(['a', 'b'])
      expect(await listed({ attributeName: 'room', attributeValue: 'hall-2' })).toEqual(['b'])
      expect(await listed({ attributeName: 'room', attributeValue: 'hall', usePrefixAttributeValue: true })).toEqual(['a', 'b'])
      expect(await listed({ thingTypeName: 'none' })).toEqual([])
      const { things } = await iot.listThings({ thingTypeName: 'bulb' })
      expect(things).toEqual([{ thingName: 'c', thingArn: arn('thing/c'), thingTypeName: 'bulb', attributes: {}, version: 1 }])
    }),
    refuses('REG-119', 'ListThings', 'InvalidRequestException', 'an attribute and a type are given', {
      when: ({ iot }) => iot.listThings({ attributeName: 'room', thingTypeName: 'bulb' }),
      message: 'Listing things by the combination of attribute and thing type is not supported',
    }),
    refuses('REG-119', 'ListThings', 'InvalidRequestException', 'a value comes without an attribute', {
      when: ({ iot }) => iot.listThings({ attributeValue: 'hall' }),
    }),
    refuses('REG-026', 'ListThings', 'InvalidRequestException', 'the token is not one of this list', {
      when: ({ iot }) => iot.listThings({ nextToken: 'not-a-token' }),
    }),
    refuses('REG-023', 'ListThings', 'InvalidRequestException', 'a page of 0 items is asked for', {
      when: ({ iot }) => iot.listThings({ maxResults: 0 }),
      message: constraintMessage('maxResults', '0', 'Member must have value greater than or equal to 1'),
    }),
    refusesPageSize('ListThings', 'maxResults', ({ iot }, maxResults) => iot.listThings({ maxResults })),
    paginates('REG-020', 'ListThings', 'the SDK walks through all pages', {
      given: fiveThings,
      when: ({ iot }) => paginateListThings({ client: iot, pageSize: PAGE_SIZE }, {}),
      itemsOf: ({ things }) => things?.map(({ thingName }) => thingName),
    }),

    ...thingPrincipalCases,
  ],
}
