import { paginateListPolicies } from '@aws-sdk/client-iot'
import { expect } from 'vitest'
import { registerCertificate } from '../support/certificates.js'
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
import { POLICY_NAME, POLICY_VERSION_ID } from '../support/patterns.js'
import { ALLOW_ALL, documentOf } from '../support/policy-documents.js'
import { expectRefusal } from '../support/refusal-of.js'
import type { World } from '../support/world.js'
import { legacyPolicyCases } from './legacy-policies.js'
import { policyAttachmentCases } from './policy-attachments.js'
import { policyIntrospectionCases } from './policy-introspection.js'

const NAME = { member: 'policyName', pattern: POLICY_NAME } as const
const VERSION = { member: 'policyVersionId', pattern: POLICY_VERSION_ID } as const
const POLICY_HASH = /^[0-9a-f]{64}$/

async function policyP({ iot }: World): Promise<void> {
  await iot.createPolicy({ policyName: 'p', policyDocument: ALLOW_ALL })
}

/** The policy `p` with versions 1 (the default) to `count`. */
async function policyWithVersions({ iot }: World, count: number): Promise<void> {
  await iot.createPolicy({ policyName: 'p', policyDocument: ALLOW_ALL })
  for (let version = 2; version <= count; version++) await iot.createPolicyVersion({ policyName: 'p', policyDocument: ALLOW_ALL })
}

export const policyCases: AreaCases = {
  notApplicable: [
    {
      operation: 'DeletePolicyVersion',
      error: 'DeleteConflictException',
      reason: 'The one conflict, deleting the default version, is an InvalidRequestException (REG-457).',
    },
    ...policyAttachmentCases.notApplicable,
    ...policyIntrospectionCases.notApplicable,
  ],
  cases: [
    answers('REG-450', 'CreatePolicy', 'version 1 is the default, and the document comes back as it was sent', async ({ iot, arn }) => {
      const policyDocument = JSON.stringify(JSON.parse(ALLOW_ALL), undefined, 4)
      const { $metadata: _, ...created } = await iot.createPolicy({ policyName: 'p', policyDocument })
      expect(created).toEqual({ policyName: 'p', policyArn: arn('policy/p'), policyDocument, policyVersionId: '1' })
    }),
    answers('REG-531', 'CreatePolicy', 'tags are taken', async ({ iot, arn }) => {
      const tags = [{ Key: 'team', Value: 'light' }]
      await iot.createPolicy({ policyName: 'p', policyDocument: ALLOW_ALL, tags })
      expect((await iot.listTagsForResource({ resourceArn: arn('policy/p') })).tags).toEqual(tags)
    }),
    answers('REG-452', 'CreatePolicy', 'white space does not count in its size', async ({ iot }) => {
      await iot.createPolicy({ policyName: 'p', policyDocument: `${ALLOW_ALL}${' '.repeat(4_000)}` })
    }),
    refuses('REG-451', 'CreatePolicy', 'ResourceAlreadyExistsException', 'the name exists, with the same document even', {
      given: policyP,
      when: ({ iot }) => iot.createPolicy({ policyName: 'p', policyDocument: ALLOW_ALL }),
      message: 'Policy cannot be created - name already exists (name=p)',
      members: (_, { arn }) => ({ resourceId: 'p', resourceArn: arn('policy/p') }),
    }),
    refuses('REG-453', 'CreatePolicy', 'MalformedPolicyException', 'the document is not JSON', {
      when: ({ iot }) => iot.createPolicy({ policyName: 'p', policyDocument: 'Allow everything' }),
      message: /^Policy document is Malformed/,
    }),
    refuses('REG-453', 'CreatePolicy', 'MalformedPolicyException', 'a resource is no ARN', {
      when: ({ iot }) =>
        iot.createPolicy({ policyName: 'p', policyDocument: documentOf({ Effect: 'Allow', Action: 'iot:*', Resource: 'topic/a' }) }),
      message: 'Policy document is Malformed: The following resources are invalid : topic/a',
    }),
    refuses('REG-452', 'CreatePolicy', 'MalformedPolicyException', 'the document has more than 2048 characters', {
      when: ({ iot }) =>
        iot.createPolicy({
          policyName: 'p',
          policyDocument: documentOf({ Effect: 'Allow', Action: 'iot:*', Resource: `arn:aws:iot:*:*:topic/${'a'.repeat(2_048)}` }),
        }),
      message: /^Policy document is Malformed/,
    }),
    refusesPattern('CreatePolicy', {
      ...NAME,
      when: ({ iot }, policyName) => iot.createPolicy({ policyName, policyDocument: ALLOW_ALL }),
    }),

    answers('REG-456', 'GetPolicy', 'the document of the default version', async ({ iot, arn, time }) => {
      const creationDate = time.now()
      await iot.createPolicy({ policyName: 'p', policyDocument: ALLOW_ALL })
      const { $metadata: _, ...policy } = await iot.getPolicy({ policyName: 'p' })
      expect(policy).toEqual({
        policyName: 'p',
        policyArn: arn('policy/p'),
        policyDocument: ALLOW_ALL,
        defaultVersionId: '1',
        creationDate,
        lastModifiedDate: creationDate,
        generationId: expect.stringMatching(POLICY_HASH) as string,
      })
    }),
    refuses('SEC-903', 'GetPolicy', 'ResourceNotFoundException', 'there is no such policy', {
      when: ({ iot }) => iot.getPolicy({ policyName: 'none' }),
    }),
    refusesPattern('GetPolicy', { ...NAME, when: ({ iot }, policyName) => iot.getPolicy({ policyName }) }),

    answers('REG-458', 'DeletePolicy', 'attachments and versions are in the way', async (world) => {
      const { iot } = world
      await policyWithVersions(world, 2)
      const { certificateArn } = await registerCertificate(world)
      await iot.attachPolicy({ policyName: 'p', target: certificateArn })
      await expectRefusal(
        iot.deletePolicy({ policyName: 'p' }),
        'DeleteConflictException',
        'The policy cannot be deleted as the policy is attached to one or more principals (name=p)',
      )
      await iot.detachPolicy({ policyName: 'p', target: certificateArn })
      await expectRefusal(iot.deletePolicy({ policyName: 'p' }), 'DeleteConflictException')
      await iot.deletePolicyVersion({ policyName: 'p', policyVersionId: '2' })
      await iot.deletePolicy({ policyName: 'p' })
      await expectRefusal(iot.getPolicy({ policyName: 'p' }), 'ResourceNotFoundException')
    }),
    refuses('REG-458', 'DeletePolicy', 'DeleteConflictException', 'it has another version', {
      given: (world) => policyWithVersions(world, 2),
      when: ({ iot }) => iot.deletePolicy({ policyName: 'p' }),
      message: /^The policy cannot be deleted as versions other than than default version/,
    }),
    refuses('REG-458', 'DeletePolicy', 'ResourceNotFoundException', 'there is no such policy', {
      when: ({ iot }) => iot.deletePolicy({ policyName: 'none' }),
    }),
    refusesPattern('DeletePolicy', { ...NAME, when: ({ iot }, policyName) => iot.deletePolicy({ policyName }) }),

    answers('REG-024', 'ListPolicies', 'newest first, or oldest first when asked', async ({ iot, arn, time }) => {
      await iot.createPolicy({ policyName: 'b', policyDocument: ALLOW_ALL })
      await time.advance({ seconds: 1 })
      await iot.createPolicy({ policyName: 'a', policyDocument: ALLOW_ALL })
      const [a, b] = ['a', 'b'].map((policyName) => ({ policyName, policyArn: arn(`policy/${policyName}`) }))
      expect((await iot.listPolicies({})).policies).toEqual([a, b])
      expect((await iot.listPolicies({ ascendingOrder: true })).policies).toEqual([b, a])
    }),
    refusesPageSize('ListPolicies', 'pageSize', ({ iot }, pageSize) => iot.listPolicies({ pageSize })),
    paginates('REG-024', 'ListPolicies', 'the SDK walks through all pages, oldest first', {
      given: async ({ iot }) => {
        const names = itemNames('p-')
        for (const policyName of names) await iot.createPolicy({ policyName, policyDocument: ALLOW_ALL })
        return names
      },
      when: ({ iot }) => paginateListPolicies({ client: iot, pageSize: PAGE_SIZE }, { ascendingOrder: true }),
      itemsOf: ({ policies }) => policies?.map(({ policyName }) => policyName),
    }),

    answers('REG-455', 'CreatePolicyVersion', 'numbers go up and are not used again', async (world) => {
      const { iot, arn } = world
      await policyP(world)
      const create = async (setAsDefault?: boolean) => {
        const { $metadata: _, ...version } = await iot.createPolicyVersion({ policyName: 'p', policyDocument: ALLOW_ALL, setAsDefault })
        return version
      }
      const version = { policyArn: arn('policy/p'), policyDocument: ALLOW_ALL }
      expect(await create()).toEqual({ ...version, policyVersionId: '2', isDefaultVersion: false })
      await iot.deletePolicyVersion({ policyName: 'p', policyVersionId: '2' })
      expect(await create(true)).toEqual({ ...version, policyVersionId: '3', isDefaultVersion: true })
      expect((await iot.getPolicy({ policyName: 'p' })).defaultVersionId).toBe('3')
    }),
    refuses('REG-455', 'CreatePolicyVersion', 'VersionsLimitExceededException', 'there are five', {
      given: (world) => policyWithVersions(world, 5),
      when: ({ iot }) => iot.createPolicyVersion({ policyName: 'p', policyDocument: ALLOW_ALL }),
      message: 'The policy p already has the maximum number of versions (5)',
    }),
    refuses('REG-453', 'CreatePolicyVersion', 'MalformedPolicyException', 'a statement has no effect', {
      given: policyP,
      when: ({ iot }) => iot.createPolicyVersion({ policyName: 'p', policyDocument: documentOf({ Action: 'iot:*', Resource: '*' }) }),
      message: /^Policy document is Malformed/,
    }),
    refuses('SEC-903', 'CreatePolicyVersion', 'ResourceNotFoundException', 'there is no such policy', {
      when: ({ iot }) => iot.createPolicyVersion({ policyName: 'none', policyDocument: ALLOW_ALL }),
    }),
    refusesPattern('CreatePolicyVersion', {
      ...NAME,
      when: ({ iot }, policyName) => iot.createPolicyVersion({ policyName, policyDocument: ALLOW_ALL }),
    }),

    answers('REG-456', 'GetPolicyVersion', 'a version with the generation of its policy', async (world) => {
      const { iot, arn, time } = world
      await policyWithVersions(world, 2)
      const { $metadata: _, ...version } = await iot.getPolicyVersion({ policyName: 'p', policyVersionId: '2' })
      expect(version).toEqual({
        policyArn: arn('policy/p'),
        policyName: 'p',
        policyDocument: ALLOW_ALL,
        policyVersionId: '2',
        isDefaultVersion: false,
        creationDate: time.now(),
        lastModifiedDate: time.now(),
        generationId: (await iot.getPolicy({ policyName: 'p' })).generationId,
      })
    }),
    refuses('REG-456', 'GetPolicyVersion', 'ResourceNotFoundException', 'there is no such version', {
      given: policyP,
      when: ({ iot }) => iot.getPolicyVersion({ policyName: 'p', policyVersionId: '2' }),
    }),
    refusesPattern('GetPolicyVersion', {
      ...VERSION,
      when: ({ iot }, policyVersionId) => iot.getPolicyVersion({ policyName: 'p', policyVersionId }),
    }),

    answers('REG-457', 'DeletePolicyVersion', 'a version goes, unless it is the default', async (world) => {
      const { iot } = world
      await policyWithVersions(world, 2)
      await iot.deletePolicyVersion({ policyName: 'p', policyVersionId: '2' })
      await expectRefusal(iot.getPolicyVersion({ policyName: 'p', policyVersionId: '2' }), 'ResourceNotFoundException')
    }),
    refuses('REG-457', 'DeletePolicyVersion', 'InvalidRequestException', 'it is the default', {
      given: policyP,
      when: ({ iot }) => iot.deletePolicyVersion({ policyName: 'p', policyVersionId: '1' }),
      message: 'Cannot delete the default version of a policy',
    }),
    refuses('REG-457', 'DeletePolicyVersion', 'ResourceNotFoundException', 'there is no such version', {
      given: policyP,
      when: ({ iot }) => iot.deletePolicyVersion({ policyName: 'p', policyVersionId: '2' }),
    }),

    answers('REG-024', 'ListPolicyVersions', 'newest first, all at once', async (world) => {
      const { iot, time } = world
      await policyWithVersions(world, 3)
      const createDate = time.now()
      expect((await iot.listPolicyVersions({ policyName: 'p' })).policyVersions).toEqual([
        { versionId: '3', isDefaultVersion: false, createDate },
        { versionId: '2', isDefaultVersion: false, createDate },
        { versionId: '1', isDefaultVersion: true, createDate },
      ])
    }),
    refuses('SEC-903', 'ListPolicyVersions', 'ResourceNotFoundException', 'there is no such policy', {
      when: ({ iot }) => iot.listPolicyVersions({ policyName: 'none' }),
    }),
    refusesPattern('ListPolicyVersions', { ...NAME, when: ({ iot }, policyName) => iot.listPolicyVersions({ policyName }) }),

    answers('REG-463', 'SetDefaultPolicyVersion', 'GetPolicy answers the new default at once', async (world) => {
      const { iot } = world
      await policyP(world)
      const policyDocument = documentOf({ Effect: 'Deny', Action: 'iot:*', Resource: '*' })
      await iot.createPolicyVersion({ policyName: 'p', policyDocument })
      await iot.setDefaultPolicyVersion({ policyName: 'p', policyVersionId: '2' })
      expect(await iot.getPolicy({ policyName: 'p' })).toMatchObject({ defaultVersionId: '2', policyDocument })
      expect(await iot.getPolicyVersion({ policyName: 'p', policyVersionId: '1' })).toMatchObject({ isDefaultVersion: false })
    }),
    refuses('REG-463', 'SetDefaultPolicyVersion', 'ResourceNotFoundException', 'there is no such version', {
      given: policyP,
      when: ({ iot }) => iot.setDefaultPolicyVersion({ policyName: 'p', policyVersionId: '2' }),
    }),
    refusesPattern('SetDefaultPolicyVersion', {
      ...VERSION,
      when: ({ iot }, policyVersionId) => iot.setDefaultPolicyVersion({ policyName: 'p', policyVersionId }),
    }),
    ...policyAttachmentCases.cases,
    ...policyIntrospectionCases.cases,
    ...legacyPolicyCases.cases,
  ],
}
