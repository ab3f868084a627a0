import { expect, test } from 'vitest'
import { type RegistryHarness, useRegistry } from './use-registry.js'

/* Section 15 of the registry reference: which error for which case, as far as the cases are this package's. */

interface ErrorCase {
  readonly rule: string
  readonly case: string
  readonly given?: (harness: RegistryHarness) => void
  readonly when: readonly [operation: string, input: Record<string, unknown>]
  readonly then: readonly [status: number, exception: string, message: string | RegExp]
}

const NOT_FOUND = 'The specified resource does not exist.'
const CERTIFICATE = `arn:aws:iot:us-west-2:123456789012:cert/${'a'.repeat(64)}`
const groupArn = (name: string): string => `arn:aws:iot:us-west-2:123456789012:thinggroup/${name}`

const invalid = (message: string | RegExp) => [400, 'InvalidRequestException', message] as const
const notFound = (message: string | RegExp = NOT_FOUND) => [404, 'ResourceNotFoundException', message] as const
const exists = (message: string | RegExp) => [409, 'ResourceAlreadyExistsException', message] as const
const versionConflict = (message: string | RegExp) => [409, 'VersionConflictException', message] as const
const limit = (message: string | RegExp) => [410, 'LimitExceededException', message] as const

const attributes = (count: number): { attributes: Record<string, string> } => ({
  attributes: Object.fromEntries(Array.from({ length: count }, (_, index) => [`a${String(index)}`, 'x'])),
})

function aThing({ iot, account }: RegistryHarness): void {
  void iot.CreateThing({ thingName: 't' }, account.call)
}

function aDeprecatedType({ iot, account }: RegistryHarness): void {
  void iot.CreateThingType({ thingTypeName: 'old' }, account.call)
  void iot.DeprecateThingType({ thingTypeName: 'old' }, account.call)
}

function aGroup({ iot, account }: RegistryHarness): void {
  void iot.CreateThingGroup({ thingGroupName: 'g' }, account.call)
}

function aDynamicGroup({ registry }: RegistryHarness): void {
  registry.dynamicGroups.create({ thingGroupName: 'd', indexName: 'AWS_Things', queryString: 'thingName:*', queryVersion: '2017-09-30' })
}

function aThingInTenGroups({ iot, account }: RegistryHarness): void {
  void iot.CreateThing({ thingName: 't' }, account.call)
  for (let index = 0; index < 11; index++) {
    void iot.CreateThingGroup({ thingGroupName: `g${String(index)}` }, account.call)
    if (index < 10) void iot.AddThingToThingGroup({ thingName: 't', thingGroupName: `g${String(index)}` }, account.call)
  }
}

function aThingAndItsPrincipal(harness: RegistryHarness, thingPrincipalType?: 'EXCLUSIVE_THING'): void {
  aThing(harness)
  void harness.iot.CreateThing({ thingName: 'other' }, harness.account.call)
  harness.addCertificate('a'.repeat(64))
  void harness.iot.AttachThingPrincipal({ thingName: 't', principal: CERTIFICATE, thingPrincipalType }, harness.account.call)
}

const CASES: readonly ErrorCase[] = [
  {
    rule: 'REG-101',
    case: 'CreateThing: same name, other attributes',
    given: aThing,
    when: ['CreateThing', { thingName: 't', attributePayload: { attributes: { a: '1' } } }],
    then: exists('Thing t already exists in account with different attributes'),
  },
  {
    rule: 'REG-101',
    case: 'CreateThing: same name, other billing group',
    given: (harness) => {
      aThing(harness)
      void harness.iot.CreateBillingGroup({ billingGroupName: 'b' }, harness.account.call)
    },
    when: ['CreateThing', { thingName: 't', billingGroupName: 'b' }],
    then: exists(/already exists/),
  },
  { rule: 'REG-102', case: 'CreateThing: unknown type', when: ['CreateThing', { thingName: 't', thingTypeName: 'x' }], then: notFound() },
  {
    rule: 'REG-102',
    case: 'CreateThing: unknown billing group',
    when: ['CreateThing', { thingName: 't', billingGroupName: 'x' }],
    then: notFound(),
  },
  {
    rule: 'REG-103',
    case: 'CreateThing: deprecated type',
    given: aDeprecatedType,
    when: ['CreateThing', { thingName: 't', thingTypeName: 'old' }],
    then: invalid('Can not create new thing with depreated thing type:old'),
  },
  {
    rule: 'REG-103',
    case: 'UpdateThing: deprecated type',
    given: (harness) => {
      aDeprecatedType(harness)
      aThing(harness)
    },
    when: ['UpdateThing', { thingName: 't', thingTypeName: 'old' }],
    then: invalid('Can not update a thing to use deprecated thing type: old'),
  },
  {
    rule: 'REG-104',
    case: 'CreateThing: four attributes without a type',
    when: ['CreateThing', { thingName: 't', attributePayload: attributes(4) }],
    then: invalid('A thing without a thing type can have at most 3 attributes; 4 were given.'),
  },
  {
    rule: 'REG-104',
    case: 'CreateThing: 51 attributes with a type',
    given: ({ iot, account }) => void iot.CreateThingType({ thingTypeName: 'y' }, account.call),
    when: ['CreateThing', { thingName: 't', thingTypeName: 'y', attributePayload: attributes(51) }],
    then: invalid('A thing with a thing type can have at most 50 attributes; 51 were given.'),
  },
  {
    rule: 'REG-104',
    case: 'UpdateThing: merging to four attributes without a type',
    given: ({ iot, account }) => void iot.CreateThing({ thingName: 't', attributePayload: attributes(3) }, account.call),
    when: ['UpdateThing', { thingName: 't', attributePayload: { attributes: { more: 'x' }, merge: true } }],
    then: invalid(/at most 3 attributes/),
  },
  {
    rule: 'REG-109',
    case: 'UpdateThing: removing the type while more than three attributes are left',
    given: ({ iot, account }) => {
      void iot.CreateThingType({ thingTypeName: 'y' }, account.call)
      void iot.CreateThing({ thingName: 't', thingTypeName: 'y', attributePayload: attributes(4) }, account.call)
    },
    when: ['UpdateThing', { thingName: 't', removeThingType: true }],
    then: invalid(/at most 3 attributes/),
  },
  {
    rule: 'REG-108',
    case: 'UpdateThing: a type given and removed',
    given: aThing,
    when: ['UpdateThing', { thingName: 't', thingTypeName: 'y', removeThingType: true }],
    then: invalid('thingTypeName and removeThingType cannot be given together.'),
  },
  { rule: 'REG-106', case: 'DescribeThing: unknown thing', when: ['DescribeThing', { thingName: 't' }], then: notFound() },
  { rule: 'REG-106', case: 'UpdateThing: unknown thing', when: ['UpdateThing', { thingName: 't' }], then: notFound() },
  {
    rule: 'REG-102',
    case: 'UpdateThing: unknown type',
    given: aThing,
    when: ['UpdateThing', { thingName: 't', thingTypeName: 'x' }],
    then: notFound(),
  },
  {
    rule: 'REG-110',
    case: 'UpdateThing: another version expected',
    given: aThing,
    when: ['UpdateThing', { thingName: 't', expectedVersion: 2 }],
    then: versionConflict('The version for thing t does not match the expected version.'),
  },
  {
    rule: 'REG-110',
    case: 'DeleteThing: version 0 is a version',
    given: aThing,
    when: ['DeleteThing', { thingName: 't', expectedVersion: 0 }],
    then: versionConflict('The version for thing t does not match the expected version.'),
  },
  {
    rule: 'REG-114',
    case: 'DeleteThing: a principal is attached',
    given: aThingAndItsPrincipal,
    when: ['DeleteThing', { thingName: 't' }],
    then: invalid('Cannot delete. Thing t is still attached to one or more principals'),
  },
  {
    rule: 'REG-119',
    case: 'ListThings: a value without a name',
    when: ['ListThings', { attributeValue: 'x' }],
    then: invalid('attributeValue cannot be given without attributeName.'),
  },
  { rule: 'REG-026', case: 'ListThings: a text that is no token', when: ['ListThings', { nextToken: '?' }], then: invalid(/page token/) },
  {
    rule: 'REG-026',
    case: 'ListTagsForResource: any token, for its list has one page',
    given: aGroup,
    when: ['ListTagsForResource', { resourceArn: groupArn('g'), nextToken: 'WyJMaXN0VGhpbmdzIiwiYSJd' }],
    then: invalid(/page token/),
  },
  {
    rule: 'REG-150',
    case: 'CreateThingType: same name, other configuration',
    given: ({ iot, account }) => void iot.CreateThingType({ thingTypeName: 'y' }, account.call),
    when: ['CreateThingType', { thingTypeName: 'y', thingTypeProperties: { thingTypeDescription: 'new' } }],
    then: exists(/already exists/),
  },
  {
    rule: 'REG-152',
    case: 'UpdateThingType: description',
    given: ({ iot, account }) => void iot.CreateThingType({ thingTypeName: 'y' }, account.call),
    when: ['UpdateThingType', { thingTypeName: 'y', thingTypeProperties: { thingTypeDescription: 'new' } }],
    then: invalid('Can only update mqtt5Configuration.'),
  },
  {
    rule: 'REG-157',
    case: 'CreateThingType: 21 propagating attributes',
    when: [
      'CreateThingType',
      {
        thingTypeName: 'y',
        thingTypeProperties: {
          mqtt5Configuration: {
            propagatingAttributes: Array.from({ length: 21 }, (_, index) => ({
              userPropertyKey: `k${String(index)}`,
              thingAttribute: 'a',
            })),
          },
        },
      },
    ],
    then: invalid('A thing type can have at most 20 propagating attributes.'),
  },
  {
    rule: 'REG-157',
    case: 'CreateThingType: a propagating attribute with two sources',
    when: [
      'CreateThingType',
      {
        thingTypeName: 'y',
        thingTypeProperties: {
          mqtt5Configuration: {
            propagatingAttributes: [{ userPropertyKey: 'k', thingAttribute: 'a', connectionAttribute: 'iot:ClientId' }],
          },
        },
      },
    ],
    then: invalid(/either a thingAttribute or a connectionAttribute/),
  },
  {
    rule: 'REG-157',
    case: 'CreateThingType: an unknown connection attribute',
    when: [
      'CreateThingType',
      {
        thingTypeName: 'y',
        thingTypeProperties: {
          mqtt5Configuration: { propagatingAttributes: [{ userPropertyKey: 'k', connectionAttribute: 'iot:Nothing' }] },
        },
      },
    ],
    then: invalid(/iot:Nothing is not one of/),
  },
  {
    rule: 'REG-154',
    case: 'DeleteThingType: not deprecated',
    given: ({ iot, account }) => void iot.CreateThingType({ thingTypeName: 'y' }, account.call),
    when: ['DeleteThingType', { thingTypeName: 'y' }],
    then: invalid(/Deprecate the thing type before deleting it/),
  },
  ...['DescribeThingType', 'UpdateThingType', 'DeprecateThingType', 'DeleteThingType'].map((operation): ErrorCase => ({
    rule: 'REG-154',
    case: `${operation}: unknown type`,
    when: [operation, { thingTypeName: 'x' }],
    then: notFound(),
  })),
  {
    rule: 'REG-201',
    case: 'AttachThingPrincipal: unknown thing',
    given: ({ addCertificate }) => void addCertificate('a'.repeat(64)),
    when: ['AttachThingPrincipal', { thingName: 'x', principal: CERTIFICATE }],
    then: notFound(),
  },
  {
    rule: 'REG-201',
    case: 'AttachThingPrincipal: unknown certificate',
    given: aThing,
    when: ['AttachThingPrincipal', { thingName: 't', principal: CERTIFICATE }],
    then: notFound(),
  },
  {
    rule: 'REG-201',
    case: 'AttachThingPrincipal: malformed principal',
    given: aThing,
    when: ['AttachThingPrincipal', { thingName: 't', principal: 'me' }],
    then: invalid('The principal must be the ARN of a certificate or an Amazon Cognito identity id.'),
  },
  {
    rule: 'REG-203',
    case: 'AttachThingPrincipal: exclusive to another thing',
    given: (harness) => aThingAndItsPrincipal(harness, 'EXCLUSIVE_THING'),
    when: ['AttachThingPrincipal', { thingName: 'other', principal: CERTIFICATE }],
    then: invalid('The principal is exclusively attached to thing t; detach it there first.'),
  },
  {
    rule: 'REG-203',
    case: 'AttachThingPrincipal: exclusive while attached to another thing',
    given: aThingAndItsPrincipal,
    when: ['AttachThingPrincipal', { thingName: 'other', principal: CERTIFICATE, thingPrincipalType: 'EXCLUSIVE_THING' }],
    then: invalid('The principal is attached to thing t; it cannot be exclusively attached to other.'),
  },
  {
    rule: 'REG-206',
    case: 'DetachThingPrincipal: not attached',
    given: aThingAndItsPrincipal,
    when: ['DetachThingPrincipal', { thingName: 'other', principal: CERTIFICATE }],
    then: notFound(),
  },
  ...['ListThingPrincipals', 'ListThingPrincipalsV2'].map((operation): ErrorCase => ({
    rule: 'REG-207',
    case: `${operation}: unknown thing`,
    when: [operation, { thingName: 'x' }],
    then: notFound('Failed to list principals for thing x because the thing does not exist in your account'),
  })),
  {
    rule: 'REG-207',
    case: 'ListPrincipalThings: unknown certificate',
    when: ['ListPrincipalThings', { principal: CERTIFICATE }],
    then: notFound(),
  },
  {
    rule: 'REG-230',
    case: 'CreateThingGroup: same properties, other parent',
    given: (harness) => {
      aGroup(harness)
      void harness.iot.CreateThingGroup({ thingGroupName: 'parent' }, harness.account.call)
    },
    when: ['CreateThingGroup', { thingGroupName: 'g', parentGroupName: 'parent' }],
    then: exists('Thing Group g already exists in current account with different properties'),
  },
  {
    rule: 'REG-231',
    case: 'CreateThingGroup: unknown parent',
    when: ['CreateThingGroup', { thingGroupName: 'g', parentGroupName: 'x' }],
    then: notFound(),
  },
  {
    rule: 'REG-233',
    case: 'CreateThingGroup: under a dynamic group',
    given: aDynamicGroup,
    when: ['CreateThingGroup', { thingGroupName: 'g', parentGroupName: 'd' }],
    then: invalid(/d is a dynamic group/),
  },
  {
    rule: 'REG-232',
    case: 'CreateThingGroup: an eighth level',
    given: ({ iot, account }) => {
      void iot.CreateThingGroup({ thingGroupName: 'l1' }, account.call)
      for (let level = 2; level <= 7; level++) {
        void iot.CreateThingGroup({ thingGroupName: `l${String(level)}`, parentGroupName: `l${String(level - 1)}` }, account.call)
      }
    },
    when: ['CreateThingGroup', { thingGroupName: 'l8', parentGroupName: 'l7' }],
    then: invalid('A hierarchy of thing groups can have at most 7 levels; l7 is on the last.'),
  },
  {
    rule: 'REG-232',
    case: 'CreateThingGroup: a 101st child',
    given: ({ iot, account }) => {
      void iot.CreateThingGroup({ thingGroupName: 'g' }, account.call)
      for (let index = 0; index < 100; index++) {
        void iot.CreateThingGroup({ thingGroupName: `c${String(index)}`, parentGroupName: 'g' }, account.call)
      }
    },
    when: ['CreateThingGroup', { thingGroupName: 'c100', parentGroupName: 'g' }],
    then: invalid('A thing group can have at most 100 direct child groups; g has them all.'),
  },
  {
    rule: 'REG-232',
    case: 'CreateThingGroup: 51 attributes',
    when: ['CreateThingGroup', { thingGroupName: 'g', thingGroupProperties: { attributePayload: attributes(51) } }],
    then: invalid('A thing group can have at most 50 attributes; 51 were given.'),
  },
  { rule: 'REG-234', case: 'DescribeThingGroup: unknown', when: ['DescribeThingGroup', { thingGroupName: 'x' }], then: notFound() },
  {
    rule: 'REG-235',
    case: 'UpdateThingGroup: unknown',
    when: ['UpdateThingGroup', { thingGroupName: 'x', thingGroupProperties: {} }],
    then: notFound(),
  },
  {
    rule: 'REG-235',
    case: 'UpdateThingGroup: another version expected',
    given: aGroup,
    when: ['UpdateThingGroup', { thingGroupName: 'g', thingGroupProperties: {}, expectedVersion: 7 }],
    then: versionConflict('The version for thing group g does not match the expected version.'),
  },
  {
    rule: 'REG-291',
    case: 'UpdateThingGroup: a dynamic group',
    given: aDynamicGroup,
    when: ['UpdateThingGroup', { thingGroupName: 'd', thingGroupProperties: {} }],
    then: invalid('Thing group d is a dynamic group; this call is for static groups.'),
  },
  {
    rule: 'REG-291',
    case: 'DeleteThingGroup: a dynamic group',
    given: aDynamicGroup,
    when: ['DeleteThingGroup', { thingGroupName: 'd' }],
    then: invalid(/d is a dynamic group/),
  },
  {
    rule: 'REG-235',
    case: 'DeleteThingGroup: another version expected',
    given: aGroup,
    when: ['DeleteThingGroup', { thingGroupName: 'g', expectedVersion: 2 }],
    then: versionConflict(/g does not match/),
  },
  {
    rule: 'REG-239',
    case: 'AddThingToThingGroup: no group',
    given: aThing,
    when: ['AddThingToThingGroup', { thingName: 't' }],
    then: invalid(' Both thingGroupArn and thingGroupName are empty. Need to specify at least one of them'),
  },
  {
    rule: 'REG-239',
    case: 'RemoveThingFromThingGroup: no thing',
    given: aGroup,
    when: ['RemoveThingFromThingGroup', { thingGroupName: 'g' }],
    then: invalid('Both thingArn and thingName are empty. Need to specify at least one of them'),
  },
  {
    rule: 'REG-239',
    case: 'AddThingToThingGroup: name and ARN disagree',
    given: aThing,
    when: ['AddThingToThingGroup', { thingName: 't', thingGroupName: 'g', thingGroupArn: groupArn('h') }],
    then: invalid(/name different resources/),
  },
  {
    rule: 'REG-239',
    case: 'AddThingToThingGroup: the ARN of another kind',
    given: aThing,
    when: ['AddThingToThingGroup', { thingName: 't', thingGroupArn: CERTIFICATE }],
    then: invalid(/is not the ARN of a thinggroup/),
  },
  {
    rule: 'REG-239',
    case: 'AddThingToThingGroup: unknown thing',
    given: aGroup,
    when: ['AddThingToThingGroup', { thingName: 'x', thingGroupName: 'g' }],
    then: notFound(),
  },
  {
    rule: 'REG-239',
    case: 'AddThingToThingGroup: unknown group',
    given: aThing,
    when: ['AddThingToThingGroup', { thingName: 't', thingGroupName: 'x' }],
    then: notFound(),
  },
  {
    rule: 'DTG-009',
    case: 'AddThingToThingGroup: a dynamic group',
    given: (harness) => {
      aThing(harness)
      aDynamicGroup(harness)
    },
    when: ['AddThingToThingGroup', { thingName: 't', thingGroupName: 'd' }],
    then: invalid(/d is a dynamic group/),
  },
  {
    rule: 'REG-241',
    case: 'AddThingToThingGroup: an eleventh group',
    given: aThingInTenGroups,
    when: ['AddThingToThingGroup', { thingName: 't', thingGroupName: 'g10', overrideDynamicGroups: true }],
    then: invalid('Thing t is already in 10 groups, the most it can be in.'),
  },
  {
    rule: 'REG-242',
    case: 'AddThingToThingGroup: parent and child',
    given: (harness) => {
      aThing(harness)
      aGroup(harness)
      void harness.iot.CreateThingGroup({ thingGroupName: 'child', parentGroupName: 'g' }, harness.account.call)
      void harness.iot.AddThingToThingGroup({ thingName: 't', thingGroupName: 'g' }, harness.account.call)
    },
    when: ['AddThingToThingGroup', { thingName: 't', thingGroupName: 'child' }],
    then: invalid('Thing t is already in group g of the hierarchy of g; it cannot also be in child.'),
  },
  {
    rule: 'REG-244',
    case: 'UpdateThingGroupsForThing: a group in both lists',
    given: aThing,
    when: ['UpdateThingGroupsForThing', { thingName: 't', thingGroupsToAdd: ['g'], thingGroupsToRemove: ['g'] }],
    then: invalid('Thing group g cannot be both added and removed.'),
  },
  {
    rule: 'REG-244',
    case: 'UpdateThingGroupsForThing: no thing',
    when: ['UpdateThingGroupsForThing', { thingGroupsToAdd: ['g'] }],
    then: invalid('thingName is needed.'),
  },
  {
    rule: 'REG-246',
    case: 'ListThingGroups: unknown parent',
    when: ['ListThingGroups', { parentGroup: 'x' }],
    then: notFound(),
  },
  ...[false, true].map((recursive): ErrorCase => ({
    rule: 'REG-245',
    case: `ListThingsInThingGroup: unknown group, recursive ${String(recursive)}`,
    when: ['ListThingsInThingGroup', { thingGroupName: 'x', recursive }],
    then: notFound(),
  })),
  {
    rule: 'REG-245',
    case: 'ListThingGroupsForThing: unknown thing',
    when: ['ListThingGroupsForThing', { thingName: 'x' }],
    then: notFound(),
  },
  {
    rule: 'REG-310',
    case: 'CreateBillingGroup: other description',
    given: ({ iot, account }) => void iot.CreateBillingGroup({ billingGroupName: 'b' }, account.call),
    when: ['CreateBillingGroup', { billingGroupName: 'b', billingGroupProperties: { billingGroupDescription: 'new' } }],
    then: exists(/already exists/),
  },
  { rule: 'REG-311', case: 'DescribeBillingGroup: unknown', when: ['DescribeBillingGroup', { billingGroupName: 'x' }], then: notFound() },
  {
    rule: 'REG-311',
    case: 'UpdateBillingGroup: unknown',
    when: ['UpdateBillingGroup', { billingGroupName: 'x', billingGroupProperties: {} }],
    then: notFound(),
  },
  {
    rule: 'REG-311',
    case: 'UpdateBillingGroup: another version expected',
    given: ({ iot, account }) => void iot.CreateBillingGroup({ billingGroupName: 'b' }, account.call),
    when: ['UpdateBillingGroup', { billingGroupName: 'b', billingGroupProperties: {}, expectedVersion: 2 }],
    then: versionConflict('The version for billing group b does not match the expected version.'),
  },
  {
    rule: 'REG-313',
    case: 'AddThingToBillingGroup: no group',
    when: ['AddThingToBillingGroup', { thingName: 't' }],
    then: invalid('Both billingGroupName and billingGroupArn cannot be null'),
  },
  {
    rule: 'REG-313',
    case: 'RemoveThingFromBillingGroup: no thing',
    when: ['RemoveThingFromBillingGroup', { billingGroupName: 'b' }],
    then: invalid('Both thingName and thingArn cannot be null'),
  },
  {
    rule: 'REG-313',
    case: 'AddThingToBillingGroup: already in another',
    given: ({ iot, account }) => {
      void iot.CreateBillingGroup({ billingGroupName: 'a' }, account.call)
      void iot.CreateBillingGroup({ billingGroupName: 'b' }, account.call)
      void iot.CreateThing({ thingName: 't', billingGroupName: 'a' }, account.call)
    },
    when: ['AddThingToBillingGroup', { thingName: 't', billingGroupName: 'b' }],
    then: invalid('Thing t is already in billing group a.'),
  },
  {
    rule: 'REG-314',
    case: 'ListThingsInBillingGroup: unknown',
    when: ['ListThingsInBillingGroup', { billingGroupName: 'x' }],
    then: notFound(),
  },
  ...['thing/t', `cert/${'a'.repeat(64)}`].map((resource): ErrorCase => ({
    rule: 'REG-531',
    case: `TagResource: ${resource.slice(0, 6)} is not taggable`,
    given: aThing,
    when: ['TagResource', { resourceArn: `arn:aws:iot:us-west-2:123456789012:${resource}`, tags: [] }],
    then: invalid(/cannot be tagged/),
  })),
  {
    rule: 'REG-533',
    case: 'TagResource: unknown resource',
    when: ['TagResource', { resourceArn: groupArn('x'), tags: [] }],
    then: notFound(),
  },
  {
    rule: 'REG-533',
    case: 'TagResource: a group of another account',
    given: aGroup,
    when: ['TagResource', { resourceArn: 'arn:aws:iot:us-west-2:999999999999:thinggroup/g', tags: [] }],
    then: notFound(),
  },
  {
    rule: 'REG-533',
    case: 'ListTagsForResource: malformed ARN',
    when: ['ListTagsForResource', { resourceArn: 'thinggroup/g' }],
    then: invalid(/is not the ARN/),
  },
  {
    rule: 'REG-532',
    case: 'TagResource: a 51st tag',
    given: aGroup,
    when: [
      'TagResource',
      { resourceArn: groupArn('g'), tags: Array.from({ length: 51 }, (_, index) => ({ Key: `k${String(index)}`, Value: '' })) },
    ],
    then: limit('A resource can have at most 50 tags.'),
  },
  {
    rule: 'REG-532',
    case: 'TagResource: a reserved key',
    given: aGroup,
    when: ['TagResource', { resourceArn: groupArn('g'), tags: [{ Key: 'aws:x', Value: '' }] }],
    then: invalid(/reserved prefix/),
  },
  {
    rule: 'EVT-022',
    case: 'UpdateEventConfigurations: unknown type',
    when: ['UpdateEventConfigurations', { eventConfigurations: { WEATHER: { Enabled: true } } }],
    then: invalid('Event type WEATHER is not known.'),
  },
  {
    rule: 'REG-554',
    case: 'DescribeEndpoint: unknown type',
    when: ['DescribeEndpoint', { endpointType: 'iot:Tea' }],
    then: invalid('Endpoint type iot:Tea not recognized.'),
  },
]

test.each(CASES.map((row) => [row.rule, row.case, row] as const))('[%s] %s', async (_rule, _case, { given, when, then }) => {
  const harness = useRegistry()
  given?.(harness)
  const before = harness.account.seenEvents.length
  const [status, exception, message] = then
  await expect(harness.call(...when)).rejects.toMatchObject({
    name: exception,
    status,
    message: typeof message === 'string' ? message : (expect.stringMatching(message) as unknown),
  })
  expect(harness.account.seenEvents).toHaveLength(before)
})

test('[REG-101, API-052] an existing resource is named in the error', async () => {
  const harness = useRegistry()
  aThing(harness)
  await expect(harness.call('CreateThing', { thingName: 't', attributePayload: { attributes: { a: '1' } } })).rejects.toMatchObject({
    members: { resourceId: 't', resourceArn: 'arn:aws:iot:us-west-2:123456789012:thing/t' },
  })
})
