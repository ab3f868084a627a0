import { type ErrorCase, aGroup, aThing, exists, groupArn, invalid, limit, notFound, testErrors, versionConflict } from './error-cases.js'

testErrors([
  {
    rule: 'REG-026',
    case: 'ListTagsForResource: any token, for its list has one page',
    given: aGroup,
    when: ['ListTagsForResource', { resourceArn: groupArn('g'), nextToken: 'WyJMaXN0VGhpbmdzIiwiYSJd' }],
    then: invalid(/page token/),
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
])
