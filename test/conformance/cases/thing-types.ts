import { type CreateThingTypeCommandInput, paginateListThingTypes } from '@aws-sdk/client-iot'
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

const TYPE_NAME = { member: 'thingTypeName', pattern: REGISTRY_NAME } as const

async function bulbType({ iot }: World): Promise<void> {
  await iot.createThingType({ thingTypeName: 'bulb' })
}

function bulb(searchableAttributes: string[]): CreateThingTypeCommandInput {
  return { thingTypeName: 'bulb', thingTypeProperties: { thingTypeDescription: 'Bulbs', searchableAttributes } }
}

export const thingTypeCases: AreaCases = {
  notApplicable: [],
  cases: [
    answers('REG-150', 'CreateThingType', 'name, ARN and id come back, and again for the same configuration', async ({ iot, arn }) => {
      const { $metadata: _, ...created } = await iot.createThingType(bulb(['wattage', 'model']))
      expect(created).toEqual({ thingTypeName: 'bulb', thingTypeArn: arn('thingtype/bulb'), thingTypeId: expect.any(String) as string })
      // The searchable attributes are a set.
      expect((await iot.createThingType(bulb(['model', 'wattage']))).thingTypeId).toBe(created.thingTypeId)
    }),
    answers('REG-159', 'CreateThingType', 'tags are taken', async ({ iot, arn }) => {
      await iot.createThingType({ thingTypeName: 'bulb', tags: [{ Key: 'team', Value: 'light' }] })
      expect((await iot.listTagsForResource({ resourceArn: arn('thingtype/bulb') })).tags).toEqual([{ Key: 'team', Value: 'light' }])
    }),
    refuses('REG-150', 'CreateThingType', 'ResourceAlreadyExistsException', 'the type exists with another configuration', {
      given: bulbType,
      when: ({ iot }) => iot.createThingType(bulb([])),
      members: (_, { arn }) => ({ resourceId: 'bulb', resourceArn: arn('thingtype/bulb') }),
    }),
    refusesPattern('CreateThingType', { ...TYPE_NAME, when: ({ iot }, thingTypeName) => iot.createThingType({ thingTypeName }) }),

    answers(
      'REG-151',
      'DescribeThingType',
      'properties and metadata come back, a deprecation date only while deprecated',
      async (world) => {
        const { iot, arn, time } = world
        const { thingTypeId } = await iot.createThingType(bulb(['wattage', 'model']))
        const described = async () => {
          const { $metadata: _, ...type } = await iot.describeThingType({ thingTypeName: 'bulb' })
          return type
        }
        const fresh = await described()
        expect(fresh).toMatchObject({ thingTypeName: 'bulb', thingTypeId, thingTypeArn: arn('thingtype/bulb') })
        expect(fresh.thingTypeProperties?.thingTypeDescription).toBe('Bulbs')
        expect(new Set(fresh.thingTypeProperties?.searchableAttributes)).toEqual(new Set(['model', 'wattage']))
        expect(fresh.thingTypeMetadata).toEqual({ deprecated: false, creationDate: time.now() })
      },
    ),
    refuses('REG-151', 'DescribeThingType', 'ResourceNotFoundException', 'there is no such type', {
      when: ({ iot }) => iot.describeThingType({ thingTypeName: 'none' }),
    }),
    refusesPattern('DescribeThingType', { ...TYPE_NAME, when: ({ iot }, thingTypeName) => iot.describeThingType({ thingTypeName }) }),

    answers('REG-151', 'ListThingTypes', 'all types, or the one that is named', async ({ iot, arn, time }) => {
      await iot.createThingType(bulb([]))
      await iot.createThingType({ thingTypeName: 'radio' })
      expect((await iot.listThingTypes({})).thingTypes?.map(({ thingTypeName }) => thingTypeName)).toEqual(['bulb', 'radio'])
      expect((await iot.listThingTypes({ thingTypeName: 'bulb' })).thingTypes).toEqual([
        {
          thingTypeName: 'bulb',
          thingTypeArn: arn('thingtype/bulb'),
          thingTypeProperties: { thingTypeDescription: 'Bulbs' },
          thingTypeMetadata: { deprecated: false, creationDate: time.now() },
        },
      ])
    }),
    refusesPageSize('ListThingTypes', 'maxResults', ({ iot }, maxResults) => iot.listThingTypes({ maxResults })),
    refusesPattern('ListThingTypes', { ...TYPE_NAME, when: ({ iot }, thingTypeName) => iot.listThingTypes({ thingTypeName }) }),
    paginates('REG-020', 'ListThingTypes', 'the SDK walks through all pages', {
      given: async ({ iot }) => {
        const names = itemNames('bulb-')
        for (const thingTypeName of names) await iot.createThingType({ thingTypeName })
        return names
      },
      when: ({ iot }) => paginateListThingTypes({ client: iot, pageSize: PAGE_SIZE }, {}),
      itemsOf: ({ thingTypes }) => thingTypes?.map(({ thingTypeName }) => thingTypeName),
    }),

    answers('REG-157', 'UpdateThingType', 'the attributes to propagate change, the rest stays', async ({ iot }) => {
      await iot.createThingType(bulb(['model']))
      const mqtt5Configuration = { propagatingAttributes: [{ userPropertyKey: 'client', connectionAttribute: 'iot:ClientId' }] }
      await iot.updateThingType({ thingTypeName: 'bulb', thingTypeProperties: { mqtt5Configuration } })
      expect((await iot.describeThingType({ thingTypeName: 'bulb' })).thingTypeProperties).toEqual({
        thingTypeDescription: 'Bulbs',
        searchableAttributes: ['model'],
        mqtt5Configuration,
      })
    }),
    refuses('REG-152', 'UpdateThingType', 'InvalidRequestException', 'the description is to change', {
      given: bulbType,
      when: ({ iot }) => iot.updateThingType({ thingTypeName: 'bulb', thingTypeProperties: { thingTypeDescription: 'new' } }),
      message: 'Can only update mqtt5Configuration.',
    }),
    refuses('REG-152', 'UpdateThingType', 'InvalidRequestException', 'the searchable attributes are to change', {
      given: bulbType,
      when: ({ iot }) => iot.updateThingType({ thingTypeName: 'bulb', thingTypeProperties: { searchableAttributes: ['model'] } }),
      message: 'Can only update mqtt5Configuration.',
    }),
    refuses('REG-152', 'UpdateThingType', 'ResourceNotFoundException', 'there is no such type', {
      when: ({ iot }) => iot.updateThingType({ thingTypeName: 'none' }),
    }),

    answers('REG-153', 'DeprecateThingType', 'the deprecation is dated, kept when repeated, and undone', async ({ iot, time }) => {
      const thingTypeName = 'bulb'
      const metadata = async () => (await iot.describeThingType({ thingTypeName })).thingTypeMetadata
      await iot.createThingType({ thingTypeName })
      const deprecationDate = time.now()
      await iot.deprecateThingType({ thingTypeName })
      await time.advance({ minutes: 1 })
      await iot.deprecateThingType({ thingTypeName })
      expect(await metadata()).toMatchObject({ deprecated: true, deprecationDate })
      await iot.deprecateThingType({ thingTypeName, undoDeprecate: true })
      expect(await metadata()).toEqual({ deprecated: false, creationDate: deprecationDate })
    }),
    refuses('REG-153', 'DeprecateThingType', 'ResourceNotFoundException', 'there is no such type', {
      when: ({ iot }) => iot.deprecateThingType({ thingTypeName: 'none' }),
    }),
    refusesPattern('DeprecateThingType', { ...TYPE_NAME, when: ({ iot }, thingTypeName) => iot.deprecateThingType({ thingTypeName }) }),

    answers('REG-154', 'DeleteThingType', 'deprecated, for five minutes, without things: checked in this order', async ({ iot, time }) => {
      const thingTypeName = 'bulb'
      const refuse = (message?: string) => expectRefusal(iot.deleteThingType({ thingTypeName }), 'InvalidRequestException', message)
      const tooEarly = 'Cannot delete thing type : bulb. Please wait for 5 minutes after deprecation and then retry'
      await iot.createThingType({ thingTypeName })
      await iot.createThing({ thingName: 'lamp', thingTypeName })
      await refuse()
      await iot.deprecateThingType({ thingTypeName })
      await refuse(tooEarly)
      await time.advance({ minutes: 4, seconds: 59 })
      await refuse(tooEarly)
      await time.advance({ seconds: 1 })
      await refuse()
      await iot.deleteThing({ thingName: 'lamp' })
      await iot.deleteThingType({ thingTypeName })
      await expectRefusal(iot.describeThingType({ thingTypeName }), 'ResourceNotFoundException')
    }),
    refuses('REG-154', 'DeleteThingType', 'InvalidRequestException', 'it was deprecated just now', {
      given: async (world) => {
        await bulbType(world)
        await world.iot.deprecateThingType({ thingTypeName: 'bulb' })
      },
      when: ({ iot }) => iot.deleteThingType({ thingTypeName: 'bulb' }),
      message: 'Cannot delete thing type : bulb. Please wait for 5 minutes after deprecation and then retry',
    }),
    refuses('REG-154', 'DeleteThingType', 'ResourceNotFoundException', 'there is no such type', {
      when: ({ iot }) => iot.deleteThingType({ thingTypeName: 'none' }),
    }),
  ],
}
