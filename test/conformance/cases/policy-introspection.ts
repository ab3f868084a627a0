import { expect } from 'vitest'
import { registerCertificate } from '../support/certificates.js'
import { answers, type AreaCases, refuses } from '../support/conformance-case.js'
import { UNKNOWN_CERTIFICATE_ID } from '../support/patterns.js'
import { ALLOW_ALL, documentOf } from '../support/policy-documents.js'
import { COGNITO_IDENTITY } from '../support/policy-situations.js'
import type { World } from '../support/world.js'

const NOTHING_TO_EXCEED = 'The call adds nothing, so that it cannot exceed a limit.'

async function attach({ iot }: World, policyName: string, target: string, policyDocument: string): Promise<void> {
  await iot.createPolicy({ policyName, policyDocument })
  await iot.attachPolicy({ policyName, target })
}

/** What policies say before anybody connects. */
export const policyIntrospectionCases: AreaCases = {
  notApplicable: [
    { operation: 'GetEffectivePolicies', error: 'LimitExceededException', reason: NOTHING_TO_EXCEED },
    { operation: 'TestAuthorization', error: 'LimitExceededException', reason: NOTHING_TO_EXCEED },
  ],
  cases: [
    answers('SEC-901', 'GetEffectivePolicies', 'of a principal, of a thing by its groups and their ancestors, of both', async (world) => {
      const { iot, arn } = world
      const { certificateArn: principal } = await registerCertificate(world)
      await iot.createThingGroup({ thingGroupName: 'house' })
      await iot.createThingGroup({ thingGroupName: 'hall', parentGroupName: 'house' })
      await iot.createThing({ thingName: 'lamp' })
      await iot.addThingToThingGroup({ thingName: 'lamp', thingGroupName: 'hall' })
      await attach(world, 'own', principal, ALLOW_ALL)
      await attach(world, 'inherited', arn('thinggroup/house'), ALLOW_ALL)
      const named = async (of: Parameters<typeof iot.getEffectivePolicies>[0]) =>
        (await iot.getEffectivePolicies(of)).effectivePolicies?.map(({ policyName }) => policyName).sort()
      expect(await named({ thingName: 'lamp' })).toEqual(['inherited'])
      expect(await named({ principal, thingName: 'lamp' })).toEqual(['inherited', 'own'])
      expect((await iot.getEffectivePolicies({ principal })).effectivePolicies).toEqual([
        { policyName: 'own', policyArn: arn('policy/own'), policyDocument: ALLOW_ALL },
      ])
    }),
    refuses('SEC-901', 'GetEffectivePolicies', 'ResourceNotFoundException', 'there is no such certificate', {
      when: ({ iot, arn }) => iot.getEffectivePolicies({ principal: arn(`cert/${UNKNOWN_CERTIFICATE_ID}`) }),
    }),
    refuses('SEC-901', 'GetEffectivePolicies', 'InvalidRequestException', 'the principal is malformed', {
      when: ({ iot }) => iot.getEffectivePolicies({ principal: 'me' }),
    }),

    answers('SEC-902', 'TestAuthorization', 'one result for each question, with what decided it', async (world) => {
      const { iot, arn } = world
      const { certificateArn: principal } = await registerCertificate(world)
      await attach(world, 'connect', principal, documentOf({ Effect: 'Allow', Action: 'iot:Connect', Resource: arn('client/lamp') }))
      await attach(world, 'mute', principal, documentOf({ Effect: 'Deny', Action: 'iot:Publish', Resource: '*' }))
      const [connect, mute] = ['connect', 'mute'].map((policyName) => ({ policyName, policyArn: arn(`policy/${policyName}`) }))
      const authInfos = [
        { actionType: 'CONNECT', resources: [arn('client/lamp')] },
        { actionType: 'PUBLISH', resources: [arn('topic/a')] },
        { actionType: 'SUBSCRIBE', resources: [arn('topicfilter/a')] },
      ] as const
      const { authResults } = await iot.testAuthorization({
        principal,
        authInfos: authInfos.map(({ actionType, resources }) => ({ actionType, resources: [...resources] })),
      })
      expect(authResults).toEqual([
        {
          authInfo: authInfos[0],
          allowed: { policies: [connect] },
          denied: { implicitDeny: { policies: [mute] }, explicitDeny: { policies: [] } },
          authDecision: 'ALLOWED',
          missingContextValues: [],
        },
        {
          authInfo: authInfos[1],
          allowed: { policies: [] },
          denied: { implicitDeny: { policies: [connect] }, explicitDeny: { policies: [mute] } },
          authDecision: 'EXPLICIT_DENY',
          missingContextValues: [],
        },
        {
          authInfo: authInfos[2],
          allowed: { policies: [] },
          denied: { implicitDeny: { policies: expect.arrayContaining([connect, mute]) as unknown }, explicitDeny: { policies: [] } },
          authDecision: 'IMPLICIT_DENY',
          missingContextValues: [],
        },
      ])
    }),
    answers('SEC-902', 'TestAuthorization', 'policies are added and left out for the question', async (world) => {
      const { iot, arn } = world
      const { certificateArn: principal } = await registerCertificate(world)
      await attach(world, 'mute', principal, documentOf({ Effect: 'Deny', Action: 'iot:Publish', Resource: '*' }))
      await iot.createPolicy({ policyName: 'all', policyDocument: ALLOW_ALL })
      const decide = async (change: { policyNamesToAdd?: string[]; policyNamesToSkip?: string[] }) => {
        const authInfos = [{ actionType: 'PUBLISH' as const, resources: [arn('topic/a')] }]
        return (await iot.testAuthorization({ principal, authInfos, ...change })).authResults?.[0]?.authDecision
      }
      expect(await decide({})).toBe('EXPLICIT_DENY')
      expect(await decide({ policyNamesToSkip: ['mute'] })).toBe('IMPLICIT_DENY')
      expect(await decide({ policyNamesToAdd: ['all'], policyNamesToSkip: ['mute'] })).toBe('ALLOWED')
    }),
    refuses('SEC-902', 'TestAuthorization', 'ResourceNotFoundException', 'there is no such certificate', {
      when: ({ iot, arn }) =>
        iot.testAuthorization({
          principal: arn(`cert/${UNKNOWN_CERTIFICATE_ID}`),
          authInfos: [{ actionType: 'CONNECT', resources: [arn('client/lamp')] }],
        }),
    }),
    refuses('SEC-902', 'TestAuthorization', 'InvalidRequestException', 'there are eleven questions', {
      when: ({ iot, arn }) =>
        iot.testAuthorization({
          principal: COGNITO_IDENTITY,
          authInfos: Array.from({ length: 11 }, () => ({ actionType: 'CONNECT', resources: [arn('client/lamp')] })),
        }),
      message:
        /^1 validation error detected: .* at 'authInfos' failed to satisfy constraint: Member must have length less than or equal to 10$/,
    }),
  ],
}
