import {
  paginateListPrincipalThings,
  paginateListPrincipalThingsV2,
  paginateListThingPrincipals,
  paginateListThingPrincipalsV2,
  paginateListThings,
} from '@aws-sdk/client-iot'
import { expect } from 'vitest'
import { registerCertificate } from '../support/certificates.js'
import {
  answers,
  type AreaCases,
  constraintMessage,
  itemNames,
  PAGE_SIZE,
  paginates,
  refuses,
  refusesPageSize,
  refusesPattern,
} from '../support/conformance-case.js'
import { REGISTRY_NAME, UNKNOWN_CERTIFICATE_ID } from '../support/patterns.js'
import { expectRefusal } from '../support/refusal-of.js'
import type { World } from '../support/world.js'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const THING_NAME = { member: 'thingName', pattern: REGISTRY_NAME } as const

/** A thing `lamp` with a certificate. */
async function attachedLamp({ iot }: World, thingPrincipalType?: 'EXCLUSIVE_THING'): Promise<string> {
  await iot.createThing({ thingName: 'lamp' })
  const { certificateArn } = await registerCertificate({ iot })
  await iot.attachThingPrincipal({ thingName: 'lamp', principal: certificateArn, thingPrincipalType })
  return certificateArn
}

async function fivePrincipals({ iot }: World): Promise<readonly string[]> {
  await iot.createThing({ thingName: 'lamp' })
  const arns: string[] = []
  for (const _ of itemNames('certificate')) {
    const { certificateArn } = await registerCertificate({ iot })
    await iot.attachThingPrincipal({ thingName: 'lamp', principal: certificateArn })
    arns.push(certificateArn)
  }
  // No order is documented (REG-024): the product's is by name.
  return arns.sort()
}

async function fiveThings({ iot }: World): Promise<readonly string[]> {
  const names = itemNames('lamp-')
  for (const thingName of names) await iot.createThing({ thingName })
  return names
}

const PRINCIPAL = 'us-east-1:12345678-1234-1234-1234-123456789012'

async function fiveThingsOfAPrincipal(world: World): Promise<readonly string[]> {
  const names = await fiveThings(world)
  for (const thingName of names) await world.iot.attachThingPrincipal({ thingName, principal: PRINCIPAL })
  return names
}

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

    answers('REG-201', 'AttachThingPrincipal', 'a certificate is attached, and attached again', async (world) => {
      const { iot } = world
      const principal = await attachedLamp(world)
      await iot.attachThingPrincipal({ thingName: 'lamp', principal })
      expect((await iot.listThingPrincipals({ thingName: 'lamp' })).principals).toEqual([principal])
    }),
    refuses('REG-201', 'AttachThingPrincipal', 'ResourceNotFoundException', 'there is no such thing', {
      given: registerCertificate,
      when: ({ iot }, { certificateArn }) => iot.attachThingPrincipal({ thingName: 'none', principal: certificateArn }),
    }),
    refuses('REG-201', 'AttachThingPrincipal', 'ResourceNotFoundException', 'there is no such certificate', {
      given: ({ iot }) => iot.createThing({ thingName: 'lamp' }),
      when: ({ iot, arn }) => iot.attachThingPrincipal({ thingName: 'lamp', principal: arn(`cert/${UNKNOWN_CERTIFICATE_ID}`) }),
    }),
    refuses('REG-201', 'AttachThingPrincipal', 'InvalidRequestException', 'the principal is malformed', {
      given: ({ iot }) => iot.createThing({ thingName: 'lamp' }),
      when: ({ iot }) => iot.attachThingPrincipal({ thingName: 'lamp', principal: 'me' }),
    }),
    refuses('REG-203', 'AttachThingPrincipal', 'InvalidRequestException', 'the principal belongs to another thing alone', {
      given: async (world) => {
        await world.iot.createThing({ thingName: 'radio' })
        return attachedLamp(world, 'EXCLUSIVE_THING')
      },
      when: ({ iot }, principal) => iot.attachThingPrincipal({ thingName: 'radio', principal }),
    }),

    answers('REG-206', 'DetachThingPrincipal', 'the attachment ends at once', async (world) => {
      const { iot } = world
      const principal = await attachedLamp(world)
      await iot.detachThingPrincipal({ thingName: 'lamp', principal })
      expect((await iot.listThingPrincipals({ thingName: 'lamp' })).principals).toEqual([])
    }),
    answers('REG-204', 'AttachThingPrincipal', 'the same pair again with the other type changes the type', async (world) => {
      const { iot } = world
      const principal = await attachedLamp(world)
      const { certificateArn: other } = await registerCertificate({ iot })
      await iot.createThing({ thingName: 'radio' })
      await iot.attachThingPrincipal({ thingName: 'lamp', principal, thingPrincipalType: 'EXCLUSIVE_THING' })
      await expectRefusal(iot.attachThingPrincipal({ thingName: 'radio', principal }), 'InvalidRequestException')
      await iot.attachThingPrincipal({ thingName: 'radio', principal: other })
      await iot.detachThingPrincipal({ thingName: 'lamp', principal })
      await iot.attachThingPrincipal({ thingName: 'radio', principal })
      expect(new Set((await iot.listThingPrincipals({ thingName: 'radio' })).principals)).toEqual(new Set([principal, other]))
    }),
    refuses('REG-206', 'DetachThingPrincipal', 'ResourceNotFoundException', 'the two are not attached', {
      given: async ({ iot }) => {
        await iot.createThing({ thingName: 'lamp' })
        return registerCertificate({ iot })
      },
      when: ({ iot }, { certificateArn }) => iot.detachThingPrincipal({ thingName: 'lamp', principal: certificateArn }),
    }),
    refusesPattern('DetachThingPrincipal', {
      ...THING_NAME,
      when: ({ iot }, thingName) => iot.detachThingPrincipal({ thingName, principal: PRINCIPAL }),
    }),

    answers('REG-209', 'ListThingPrincipals', 'exclusive attachments are listed too', async (world) => {
      const principal = await attachedLamp(world, 'EXCLUSIVE_THING')
      expect((await world.iot.listThingPrincipals({ thingName: 'lamp' })).principals).toEqual([principal])
    }),
    refuses('REG-207', 'ListThingPrincipals', 'ResourceNotFoundException', 'there is no such thing', {
      when: ({ iot }) => iot.listThingPrincipals({ thingName: 'none' }),
      message: 'Failed to list principals for thing none because the thing does not exist in your account',
    }),
    refusesPageSize('ListThingPrincipals', 'maxResults', ({ iot }, maxResults) =>
      iot.listThingPrincipals({ thingName: 'lamp', maxResults }),
    ),
    paginates('REG-020', 'ListThingPrincipals', 'the SDK walks through all pages', {
      given: fivePrincipals,
      when: ({ iot }) => paginateListThingPrincipals({ client: iot, pageSize: PAGE_SIZE }, { thingName: 'lamp' }),
      itemsOf: ({ principals }) => principals,
    }),

    answers('REG-208', 'ListThingPrincipalsV2', 'principals come with the kind of their attachment', async (world) => {
      const principal = await attachedLamp(world, 'EXCLUSIVE_THING')
      const list = (thingPrincipalType?: 'EXCLUSIVE_THING' | 'NON_EXCLUSIVE_THING') =>
        world.iot.listThingPrincipalsV2({ thingName: 'lamp', thingPrincipalType })
      const exclusive = [{ principal, thingPrincipalType: 'EXCLUSIVE_THING' }]
      expect((await list()).thingPrincipalObjects).toEqual(exclusive)
      expect((await list('EXCLUSIVE_THING')).thingPrincipalObjects).toEqual(exclusive)
      expect((await list('NON_EXCLUSIVE_THING')).thingPrincipalObjects).toEqual([])
    }),
    refuses('REG-207', 'ListThingPrincipalsV2', 'ResourceNotFoundException', 'there is no such thing', {
      when: ({ iot }) => iot.listThingPrincipalsV2({ thingName: 'none' }),
      message: 'Failed to list principals for thing none because the thing does not exist in your account',
    }),
    refusesPageSize('ListThingPrincipalsV2', 'maxResults', ({ iot }, maxResults) =>
      iot.listThingPrincipalsV2({ thingName: 'lamp', maxResults }),
    ),
    paginates('REG-020', 'ListThingPrincipalsV2', 'the SDK walks through all pages', {
      given: fivePrincipals,
      when: ({ iot }) => paginateListThingPrincipalsV2({ client: iot, pageSize: PAGE_SIZE }, { thingName: 'lamp' }),
      itemsOf: ({ thingPrincipalObjects }) => thingPrincipalObjects?.map(({ principal }) => principal),
    }),

    answers('REG-207', 'ListPrincipalThings', 'names of things come back', async (world) => {
      const principal = await attachedLamp(world)
      expect((await world.iot.listPrincipalThings({ principal })).things).toEqual(['lamp'])
    }),
    refuses('REG-200', 'ListPrincipalThings', 'InvalidRequestException', 'the principal is malformed', {
      when: ({ iot }) => iot.listPrincipalThings({ principal: 'me' }),
    }),
    refuses('REG-201', 'ListPrincipalThings', 'ResourceNotFoundException', 'there is no such certificate', {
      when: ({ iot, arn }) => iot.listPrincipalThings({ principal: arn(`cert/${UNKNOWN_CERTIFICATE_ID}`) }),
    }),
    paginates('REG-020', 'ListPrincipalThings', 'the SDK walks through all pages', {
      given: fiveThingsOfAPrincipal,
      when: ({ iot }) => paginateListPrincipalThings({ client: iot, pageSize: PAGE_SIZE }, { principal: PRINCIPAL }),
      itemsOf: ({ things }) => things,
    }),

    answers('REG-208', 'ListPrincipalThingsV2', 'things come with the kind of their attachment', async (world) => {
      const principal = await attachedLamp(world)
      const { principalThingObjects } = await world.iot.listPrincipalThingsV2({ principal })
      expect(principalThingObjects).toEqual([{ thingName: 'lamp', thingPrincipalType: 'NON_EXCLUSIVE_THING' }])
    }),
    refuses('REG-200', 'ListPrincipalThingsV2', 'InvalidRequestException', 'the principal is malformed', {
      when: ({ iot }) => iot.listPrincipalThingsV2({ principal: 'me' }),
    }),
    refuses('REG-201', 'ListPrincipalThingsV2', 'ResourceNotFoundException', 'there is no such certificate', {
      when: ({ iot, arn }) => iot.listPrincipalThingsV2({ principal: arn(`cert/${UNKNOWN_CERTIFICATE_ID}`) }),
    }),
    paginates('REG-020', 'ListPrincipalThingsV2', 'the SDK walks through all pages', {
      given: fiveThingsOfAPrincipal,
      when: ({ iot }) => paginateListPrincipalThingsV2({ client: iot, pageSize: PAGE_SIZE }, { principal: PRINCIPAL }),
      itemsOf: ({ principalThingObjects }) => principalThingObjects?.map(({ thingName }) => thingName),
    }),
  ],
}
