import { paginateListAttachedPolicies, paginateListTargetsForPolicy } from '@aws-sdk/client-iot'
import { expect } from 'vitest'
import { registerCertificate } from '../support/certificates.js'
import {
  answers,
  type AreaCases,
  ITEM_COUNT,
  itemNames,
  PAGE_SIZE,
  paginates,
  refuses,
  refusesPageSize,
  refusesPattern,
} from '../support/conformance-case.js'
import { POLICY_NAME, UNKNOWN_CERTIFICATE_ID } from '../support/patterns.js'
import { ALLOW_ALL } from '../support/policy-documents.js'
import { attachedToOne, COGNITO_IDENTITY, policiesOnOne, policyAndCertificate } from '../support/policy-situations.js'

const NAME = { member: 'policyName', pattern: POLICY_NAME } as const
const NOTHING_TO_EXCEED = 'The call adds nothing, so that it cannot exceed a limit.'

/** Policies on certificates, groups and Cognito identities. */
export const policyAttachmentCases: AreaCases = {
  notApplicable: [
    { operation: 'DetachPolicy', error: 'LimitExceededException', reason: NOTHING_TO_EXCEED },
    { operation: 'ListAttachedPolicies', error: 'LimitExceededException', reason: NOTHING_TO_EXCEED },
    { operation: 'ListTargetsForPolicy', error: 'LimitExceededException', reason: NOTHING_TO_EXCEED },
  ],
  cases: [
    answers('REG-459', 'AttachPolicy', 'to a certificate, a group and a Cognito identity, and once more', async (world) => {
      const { iot, arn } = world
      const certificateArn = await policyAndCertificate(world)
      await iot.createThingGroup({ thingGroupName: 'hall' })
      const targets = [certificateArn, arn('thinggroup/hall'), COGNITO_IDENTITY]
      for (const target of [...targets, certificateArn]) await iot.attachPolicy({ policyName: 'p', target })
      expect(new Set((await iot.listTargetsForPolicy({ policyName: 'p' })).targets)).toEqual(new Set(targets))
    }),
    refuses('REG-459', 'AttachPolicy', 'ResourceNotFoundException', 'there is no such policy', {
      given: registerCertificate,
      when: ({ iot }, { certificateArn }) => iot.attachPolicy({ policyName: 'none', target: certificateArn }),
    }),
    refuses('REG-459', 'AttachPolicy', 'ResourceNotFoundException', 'there is no such certificate', {
      given: policyAndCertificate,
      when: ({ iot, arn }) => iot.attachPolicy({ policyName: 'p', target: arn(`cert/${UNKNOWN_CERTIFICATE_ID}`) }),
    }),
    refuses('REG-459', 'AttachPolicy', 'ResourceNotFoundException', 'there is no such group', {
      given: policyAndCertificate,
      when: ({ iot, arn }) => iot.attachPolicy({ policyName: 'p', target: arn('thinggroup/none') }),
      message: (_, { arn }) => `No thing group with ARN ${arn('thinggroup/none')} exists`,
    }),
    refuses('REG-459', 'AttachPolicy', 'InvalidRequestException', 'the target is a thing', {
      given: async (world) => {
        await policyAndCertificate(world)
        return world.iot.createThing({ thingName: 'lamp' })
      },
      when: ({ iot }, { thingArn }) => iot.attachPolicy({ policyName: 'p', target: thingArn }),
    }),
    refusesPattern('AttachPolicy', { ...NAME, when: ({ iot }, policyName) => iot.attachPolicy({ policyName, target: COGNITO_IDENTITY }) }),
    refuses('REG-460', 'AttachPolicy', 'LimitExceededException', 'the certificate has ten', {
      given: async (world) => {
        const { certificateArn } = await registerCertificate(world)
        await policiesOnOne(world, certificateArn, 10)
        return certificateArn
      },
      when: ({ iot }, target) => iot.attachPolicy({ policyName: 'one-more', target }),
    }),
    refuses('REG-460', 'AttachPolicy', 'LimitExceededException', 'the group has two', {
      given: async (world) => {
        await world.iot.createThingGroup({ thingGroupName: 'hall' })
        await policiesOnOne(world, world.arn('thinggroup/hall'), 2)
      },
      when: ({ iot, arn }) => iot.attachPolicy({ policyName: 'one-more', target: arn('thinggroup/hall') }),
    }),

    answers('REG-461', 'DetachPolicy', 'what is attached, and what is not', async (world) => {
      const { iot } = world
      const target = await attachedToOne(world)
      await iot.detachPolicy({ policyName: 'p', target })
      expect((await iot.listAttachedPolicies({ target })).policies).toEqual([])
      await iot.detachPolicy({ policyName: 'p', target })
    }),
    refusesPattern('DetachPolicy', { ...NAME, when: ({ iot }, policyName) => iot.detachPolicy({ policyName, target: COGNITO_IDENTITY }) }),

    answers('REG-462', 'ListAttachedPolicies', 'of a group its own, or those of its ancestors too', async ({ iot, arn }) => {
      await iot.createThingGroup({ thingGroupName: 'house' })
      await iot.createThingGroup({ thingGroupName: 'hall', parentGroupName: 'house' })
      for (const name of ['house', 'hall']) {
        await iot.createPolicy({ policyName: `on-${name}`, policyDocument: ALLOW_ALL })
        await iot.attachPolicy({ policyName: `on-${name}`, target: arn(`thinggroup/${name}`) })
      }
      const target = arn('thinggroup/hall')
      const own = { policyName: 'on-hall', policyArn: arn('policy/on-hall') }
      expect((await iot.listAttachedPolicies({ target })).policies).toEqual([own])
      const { policies } = await iot.listAttachedPolicies({ target, recursive: true })
      expect(policies).toHaveLength(2)
      expect(policies).toEqual(expect.arrayContaining([own, { policyName: 'on-house', policyArn: arn('policy/on-house') }]))
    }),
    refuses('REG-462', 'ListAttachedPolicies', 'ResourceNotFoundException', 'there is no such certificate', {
      when: ({ iot, arn }) => iot.listAttachedPolicies({ target: arn(`cert/${UNKNOWN_CERTIFICATE_ID}`) }),
    }),
    refusesPageSize('ListAttachedPolicies', 'pageSize', ({ iot }, pageSize) =>
      iot.listAttachedPolicies({ target: COGNITO_IDENTITY, pageSize }),
    ),
    paginates('REG-024', 'ListAttachedPolicies', 'the SDK walks through all pages, newest first', {
      given: async (world) => [...(await policiesOnOne(world, COGNITO_IDENTITY, ITEM_COUNT))].reverse(),
      when: ({ iot }) => paginateListAttachedPolicies({ client: iot, pageSize: PAGE_SIZE }, { target: COGNITO_IDENTITY }),
      itemsOf: ({ policies }) => policies?.map(({ policyName }) => policyName),
    }),

    answers('REG-462', 'ListTargetsForPolicy', 'targets as they were named', async (world) => {
      const target = await attachedToOne(world)
      expect((await world.iot.listTargetsForPolicy({ policyName: 'p' })).targets).toEqual([target])
    }),
    refuses('SEC-903', 'ListTargetsForPolicy', 'ResourceNotFoundException', 'there is no such policy', {
      when: ({ iot }) => iot.listTargetsForPolicy({ policyName: 'none' }),
      message: 'Policy not found',
    }),
    refusesPageSize('ListTargetsForPolicy', 'pageSize', ({ iot }, pageSize) => iot.listTargetsForPolicy({ policyName: 'p', pageSize })),
    paginates('REG-020', 'ListTargetsForPolicy', 'the SDK walks through all pages', {
      given: async ({ iot, arn }) => {
        await iot.createPolicy({ policyName: 'p', policyDocument: ALLOW_ALL })
        const targets: string[] = []
        for (const thingGroupName of itemNames('group-')) {
          await iot.createThingGroup({ thingGroupName })
          await iot.attachPolicy({ policyName: 'p', target: arn(`thinggroup/${thingGroupName}`) })
          targets.push(arn(`thinggroup/${thingGroupName}`))
        }
        // Newest first, as the lists of this family are (REG-024).
        return targets.reverse()
      },
      when: ({ iot }) => paginateListTargetsForPolicy({ client: iot, pageSize: PAGE_SIZE }, { policyName: 'p' }),
      itemsOf: ({ targets }) => targets,
    }),
  ],
}
