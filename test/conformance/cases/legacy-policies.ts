import { paginateListPolicyPrincipals, paginateListPrincipalPolicies } from '@aws-sdk/client-iot'
import { expect } from 'vitest'
import { registerCertificate } from '../support/certificates.js'
import {
  answers,
  type AreaCases,
  ITEM_COUNT,
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

/** The deprecated operations, which act on the same attachments as the modern ones (REG-510). */
export const legacyPolicyCases: AreaCases = {
  notApplicable: [],
  cases: [
    answers('REG-510', 'AttachPrincipalPolicy', 'the modern operations see the attachment', async (world) => {
      const { iot } = world
      const principal = await policyAndCertificate(world)
      await iot.attachPrincipalPolicy({ policyName: 'p', principal })
      await iot.attachPrincipalPolicy({ policyName: 'p', principal: COGNITO_IDENTITY })
      expect(new Set((await iot.listTargetsForPolicy({ policyName: 'p' })).targets)).toEqual(new Set([principal, COGNITO_IDENTITY]))
    }),
    refuses('REG-511', 'AttachPrincipalPolicy', 'InvalidRequestException', 'the principal is a thing group', {
      given: async (world) => {
        await policyAndCertificate(world)
        await world.iot.createThingGroup({ thingGroupName: 'hall' })
      },
      when: ({ iot, arn }) => iot.attachPrincipalPolicy({ policyName: 'p', principal: arn('thinggroup/hall') }),
      message: 'The given ARN does not represent a cert',
    }),
    refuses('REG-459', 'AttachPrincipalPolicy', 'ResourceNotFoundException', 'there is no such policy', {
      given: registerCertificate,
      when: ({ iot }, { certificateArn }) => iot.attachPrincipalPolicy({ policyName: 'none', principal: certificateArn }),
    }),
    refuses('REG-460', 'AttachPrincipalPolicy', 'LimitExceededException', 'the principal has ten', {
      given: (world) => policiesOnOne(world, COGNITO_IDENTITY, 10),
      when: ({ iot }) => iot.attachPrincipalPolicy({ policyName: 'one-more', principal: COGNITO_IDENTITY }),
    }),

    answers('REG-510', 'DetachPrincipalPolicy', 'an attachment of the modern operation ends', async (world) => {
      const { iot } = world
      const principal = await attachedToOne(world)
      await iot.detachPrincipalPolicy({ policyName: 'p', principal })
      expect((await iot.listAttachedPolicies({ target: principal })).policies).toEqual([])
    }),
    refuses('REG-510', 'DetachPrincipalPolicy', 'ResourceNotFoundException', 'there is no such policy', {
      given: registerCertificate,
      when: ({ iot }, { certificateArn }) => iot.detachPrincipalPolicy({ policyName: 'none', principal: certificateArn }),
    }),
    refusesPattern('DetachPrincipalPolicy', {
      ...NAME,
      when: ({ iot }, policyName) => iot.detachPrincipalPolicy({ policyName, principal: COGNITO_IDENTITY }),
    }),

    answers('REG-510', 'ListPrincipalPolicies', 'names and ARNs come back', async (world) => {
      const principal = await attachedToOne(world)
      const { policies } = await world.iot.listPrincipalPolicies({ principal })
      expect(policies).toEqual([{ policyName: 'p', policyArn: world.arn('policy/p') }])
    }),
    refuses('REG-510', 'ListPrincipalPolicies', 'ResourceNotFoundException', 'there is no such certificate', {
      when: ({ iot, arn }) => iot.listPrincipalPolicies({ principal: arn(`cert/${UNKNOWN_CERTIFICATE_ID}`) }),
    }),
    refusesPageSize('ListPrincipalPolicies', 'pageSize', ({ iot }, pageSize) =>
      iot.listPrincipalPolicies({ principal: COGNITO_IDENTITY, pageSize }),
    ),
    paginates('REG-024', 'ListPrincipalPolicies', 'the SDK walks through all pages, oldest first', {
      given: (world) => policiesOnOne(world, COGNITO_IDENTITY, ITEM_COUNT),
      when: ({ iot }) =>
        paginateListPrincipalPolicies({ client: iot, pageSize: PAGE_SIZE }, { principal: COGNITO_IDENTITY, ascendingOrder: true }),
      itemsOf: ({ policies }) => policies?.map(({ policyName }) => policyName),
    }),

    answers('REG-510', 'ListPolicyPrincipals', 'principals as they were named', async (world) => {
      const principal = await attachedToOne(world)
      expect((await world.iot.listPolicyPrincipals({ policyName: 'p' })).principals).toEqual([principal])
    }),
    refuses('REG-512', 'ListPolicyPrincipals', 'ResourceNotFoundException', 'there is no such policy', {
      when: ({ iot }) => iot.listPolicyPrincipals({ policyName: 'none' }),
    }),
    refusesPageSize('ListPolicyPrincipals', 'pageSize', ({ iot }, pageSize) => iot.listPolicyPrincipals({ policyName: 'p', pageSize })),
    paginates('REG-024', 'ListPolicyPrincipals', 'the SDK walks through all pages, newest first', {
      given: async (world) => {
        const { iot } = world
        await iot.createPolicy({ policyName: 'p', policyDocument: ALLOW_ALL })
        const principals: string[] = []
        for (let count = 0; count < ITEM_COUNT; count++) {
          const { certificateArn } = await registerCertificate(world)
          await iot.attachPrincipalPolicy({ policyName: 'p', principal: certificateArn })
          principals.push(certificateArn)
        }
        return principals.reverse()
      },
      when: ({ iot }) => paginateListPolicyPrincipals({ client: iot, pageSize: PAGE_SIZE }, { policyName: 'p' }),
      itemsOf: ({ principals }) => principals,
    }),
  ],
}
