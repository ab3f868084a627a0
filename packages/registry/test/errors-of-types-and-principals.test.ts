import { type ErrorCase, CERTIFICATE, aThing, aThingAndItsPrincipal, exists, invalid, notFound, testErrors } from './error-cases.js'

testErrors([
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
])
