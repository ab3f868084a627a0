import { paginateListTagsForResource } from '@aws-sdk/client-iot'
import { expect } from 'vitest'
import { registerCertificate } from '../support/certificates.js'
import { answers, type AreaCases, itemNames, paginates, refuses } from '../support/conformance-case.js'
import { ALLOW_ALL } from '../support/policy-documents.js'
import type { World } from '../support/world.js'

const EVENT_TYPES = [
  'THING',
  'THING_GROUP',
  'THING_TYPE',
  'THING_GROUP_MEMBERSHIP',
  'THING_GROUP_HIERARCHY',
  'THING_TYPE_ASSOCIATION',
  'JOB',
  'JOB_EXECUTION',
  'POLICY',
  'CERTIFICATE',
  'CA_CERTIFICATE',
]

/** The thing group `hall`. Returns its ARN. */
async function hall({ iot, arn }: World): Promise<string> {
  await iot.createThingGroup({ thingGroupName: 'hall' })
  return arn('thinggroup/hall')
}

const tagsOf = async ({ iot }: World, resourceArn: string) =>
  (await iot.listTagsForResource({ resourceArn })).tags?.toSorted((a, b) => ((a.Key ?? '') < (b.Key ?? '') ? -1 : 1))

export const tagEventEndpointCases: AreaCases = {
  notApplicable: [],
  cases: [
    answers('REG-531', 'TagResource', 'thing groups, types, billing groups and policies', async (world) => {
      const { iot, arn } = world
      await hall(world)
      await iot.createThingType({ thingTypeName: 'bulb' })
      await iot.createBillingGroup({ billingGroupName: 'plant' })
      await iot.createPolicy({ policyName: 'p', policyDocument: ALLOW_ALL })
      const tags = [{ Key: 'team', Value: 'light' }]
      for (const resource of ['thinggroup/hall', 'thingtype/bulb', 'billinggroup/plant', 'policy/p']) {
        await iot.tagResource({ resourceArn: arn(resource), tags })
        expect(await tagsOf(world, arn(resource))).toEqual(tags)
      }
    }),
    answers('REG-532', 'TagResource', 'a key again replaces, another case is another key, a value may be empty', async (world) => {
      const resourceArn = await hall(world)
      const tag = (Key: string, Value: string) => world.iot.tagResource({ resourceArn, tags: [{ Key, Value }] })
      await tag('key', '1')
      await tag('key', '2')
      await tag('Key', '')
      expect(await tagsOf(world, resourceArn)).toEqual([
        { Key: 'Key', Value: '' },
        { Key: 'key', Value: '2' },
      ])
    }),
    answers('REG-532', 'TagResource', 'tags go with their resource', async (world) => {
      const { iot } = world
      const resourceArn = await hall(world)
      await iot.tagResource({ resourceArn, tags: [{ Key: 'team', Value: 'light' }] })
      await iot.deleteThingGroup({ thingGroupName: 'hall' })
      await hall(world)
      expect(await tagsOf(world, resourceArn)).toEqual([])
    }),
    refuses('REG-531', 'TagResource', 'InvalidRequestException', 'the resource is a thing', {
      given: ({ iot }) => iot.createThing({ thingName: 'lamp' }),
      when: ({ iot }, { thingArn }) => iot.tagResource({ resourceArn: thingArn, tags: [{ Key: 'a', Value: 'b' }] }),
    }),
    refuses('REG-531', 'TagResource', 'InvalidRequestException', 'the resource is a device certificate', {
      given: registerCertificate,
      when: ({ iot }, { certificateArn }) => iot.tagResource({ resourceArn: certificateArn, tags: [{ Key: 'a', Value: 'b' }] }),
    }),
    refuses('REG-532', 'TagResource', 'InvalidRequestException', 'the key begins with aws:', {
      given: hall,
      when: ({ iot }, resourceArn) => iot.tagResource({ resourceArn, tags: [{ Key: 'aws:a', Value: 'b' }] }),
    }),
    refuses('REG-533', 'TagResource', 'InvalidRequestException', 'the ARN is malformed', {
      when: ({ iot }) => iot.tagResource({ resourceArn: 'hall', tags: [{ Key: 'a', Value: 'b' }] }),
    }),
    refuses('REG-533', 'TagResource', 'ResourceNotFoundException', 'there is no such resource', {
      when: ({ iot, arn }) => iot.tagResource({ resourceArn: arn('thinggroup/none'), tags: [{ Key: 'a', Value: 'b' }] }),
    }),
    refuses('REG-532', 'TagResource', 'LimitExceededException', 'it would be the 51st tag', {
      given: async (world) => {
        const resourceArn = await hall(world)
        await world.iot.tagResource({ resourceArn, tags: Array.from({ length: 50 }, (_, index) => ({ Key: `key-${index}`, Value: 'v' })) })
        return resourceArn
      },
      when: ({ iot }, resourceArn) => iot.tagResource({ resourceArn, tags: [{ Key: 'one-more', Value: 'v' }] }),
    }),

    answers('REG-533', 'UntagResource', 'a key goes, and one that is not there goes too', async (world) => {
      const { iot } = world
      const resourceArn = await hall(world)
      await iot.tagResource({ resourceArn, tags: ['a', 'b'].map((Key) => ({ Key, Value: 'v' })) })
      await iot.untagResource({ resourceArn, tagKeys: ['a', 'none'] })
      expect(await tagsOf(world, resourceArn)).toEqual([{ Key: 'b', Value: 'v' }])
    }),
    refuses('REG-533', 'UntagResource', 'InvalidRequestException', 'the ARN is malformed', {
      when: ({ iot }) => iot.untagResource({ resourceArn: 'hall', tagKeys: ['a'] }),
    }),
    refuses('REG-533', 'UntagResource', 'ResourceNotFoundException', 'there is no such resource', {
      when: ({ iot, arn }) => iot.untagResource({ resourceArn: arn('thinggroup/none'), tagKeys: ['a'] }),
    }),

    answers('REG-530', 'ListTagsForResource', 'none of a resource without tags', async (world) => {
      expect(await tagsOf(world, await hall(world))).toEqual([])
    }),
    refuses('REG-533', 'ListTagsForResource', 'InvalidRequestException', 'the ARN is malformed', {
      when: ({ iot }) => iot.listTagsForResource({ resourceArn: 'hall' }),
    }),
    refuses('REG-026', 'ListTagsForResource', 'InvalidRequestException', 'the token is not one of this list', {
      given: hall,
      when: ({ iot }, resourceArn) => iot.listTagsForResource({ resourceArn, nextToken: 'not-a-token' }),
    }),
    refuses('REG-533', 'ListTagsForResource', 'ResourceNotFoundException', 'there is no such resource', {
      when: ({ iot, arn }) => iot.listTagsForResource({ resourceArn: arn('thinggroup/none') }),
    }),
    paginates('REG-025', 'ListTagsForResource', 'the SDK finds all tags on one page', {
      given: async (world) => {
        const resourceArn = await hall(world)
        const keys = itemNames('key-')
        await world.iot.tagResource({ resourceArn, tags: keys.map((Key) => ({ Key, Value: 'v' })) })
        return keys
      },
      when: ({ iot, arn }) => paginateListTagsForResource({ client: iot }, { resourceArn: arn('thinggroup/hall') }),
      itemsOf: ({ tags }) => tags?.map(({ Key }) => Key),
      isOnePage: true,
    }),

    answers('EVT-021', 'DescribeEventConfigurations', 'all types are off and without dates in a new account', async ({ iot }) => {
      const { $metadata: _, ...described } = await iot.describeEventConfigurations({})
      expect(described).toEqual({ eventConfigurations: Object.fromEntries(EVENT_TYPES.map((type) => [type, { Enabled: false }])) })
    }),
    answers('EVT-020', 'UpdateEventConfigurations', 'the types that are given change, the rest stays', async ({ iot, time }) => {
      const creationDate = time.now()
      await iot.updateEventConfigurations({ eventConfigurations: { THING: { Enabled: true }, JOB: { Enabled: true } } })
      await time.advance({ seconds: 1 })
      await iot.updateEventConfigurations({ eventConfigurations: { JOB: { Enabled: false } } })
      const { eventConfigurations, ...dates } = await iot.describeEventConfigurations({})
      expect(dates).toMatchObject({ creationDate, lastModifiedDate: time.now() })
      expect(eventConfigurations).toMatchObject({ THING: { Enabled: true }, JOB: { Enabled: false }, POLICY: { Enabled: false } })
    }),
    refuses('EVT-022', 'UpdateEventConfigurations', 'InvalidRequestException', 'a type is unknown', {
      when: ({ iot }) => iot.updateEventConfigurations({ eventConfigurations: Object.fromEntries([['WEATHER', { Enabled: true }]]) }),
    }),

    answers('REG-550', 'DescribeEndpoint', 'a bare host name for each type, the same each time', async ({ iot }) => {
      for (const endpointType of ['iot:Data-ATS', 'iot:Data', 'iot:CredentialProvider', 'iot:Jobs', 'iot:Data-Beta']) {
        const { endpointAddress } = await iot.describeEndpoint({ endpointType })
        expect(endpointAddress).toMatch(/^[a-z0-9.-]+$/)
        expect((await iot.describeEndpoint({ endpointType })).endpointAddress).toBe(endpointAddress)
      }
    }),
    answers('REG-552', 'DescribeEndpoint', 'without a type it is iot:Data', async ({ iot }) => {
      const { endpointAddress } = await iot.describeEndpoint({})
      expect(endpointAddress).toBe((await iot.describeEndpoint({ endpointType: 'iot:Data' })).endpointAddress)
    }),
    refuses('REG-554', 'DescribeEndpoint', 'InvalidRequestException', 'the type is unknown', {
      when: ({ iot }) => iot.describeEndpoint({ endpointType: 'iot:Weather' }),
      message: /Endpoint type iot:Weather not recognized\.$/,
    }),
  ],
}
