import { expect, test } from 'vitest'
import {
  aDeprecatedType,
  aThing,
  aThingAndItsPrincipal,
  attributes,
  exists,
  invalid,
  notFound,
  testErrors,
  versionConflict,
} from './error-cases.js'
import { useRegistry } from './use-registry.js'

testErrors([
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
])

test('[REG-101, API-052] an existing resource is named in the error', async () => {
  const harness = useRegistry()
  aThing(harness)
  await expect(harness.call('CreateThing', { thingName: 't', attributePayload: { attributes: { a: '1' } } })).rejects.toMatchObject({
    members: { resourceId: 't', resourceArn: 'arn:aws:iot:us-west-2:123456789012:thing/t' },
  })
})
