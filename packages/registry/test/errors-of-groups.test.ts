import {
  type ErrorCase,
  CERTIFICATE,
  aDynamicGroup,
  aGroup,
  aThing,
  aThingInTenGroups,
  attributes,
  exists,
  groupArn,
  invalid,
  notFound,
  testErrors,
  versionConflict,
} from './error-cases.js'

testErrors([
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
])
