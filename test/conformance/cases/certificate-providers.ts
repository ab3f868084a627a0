import { expect } from 'vitest'
import { answers, type AreaCases, refuses, refusesPattern } from '../support/conformance-case.js'
import { CERTIFICATE_PROVIDER } from '../support/patterns.js'
import { expectRefusal } from '../support/refusal-of.js'
import type { World } from '../support/world.js'

const NAME = { member: 'certificateProviderName', pattern: CERTIFICATE_PROVIDER } as const
const FUNCTION = 'arn:aws:lambda:us-east-1:123456789012:function:sign'
const SIGNER = { lambdaFunctionArn: FUNCTION, accountDefaultForOperations: ['CreateCertificateFromCsr' as const] }
const own = { certificateProviderName: 'own' } as const

const makeProvider = ({ iot }: World) => iot.createCertificateProvider({ ...own, ...SIGNER })

export const certificateProviderCases: AreaCases = {
  notApplicable: [
    {
      operation: 'DeleteCertificateProvider',
      error: 'DeleteConflictException',
      reason: 'Nothing refers to a certificate provider, so none is in use (PRV-640).',
    },
  ],
  cases: [
    answers('PRV-640', 'CreateCertificateProvider', 'name and ARN', async (world) => {
      const { $metadata: _, certificateProviderArn, ...created } = await makeProvider(world)
      expect(created).toEqual(own)
      expect(certificateProviderArn).toBe(`arn:aws:iot:us-east-1:${world.accountId}:certificateprovider/own`)
    }),
    answers('REG-530', 'CreateCertificateProvider', 'tags given to it are those that it has', async ({ iot }) => {
      const tags = [{ Key: 'team', Value: 'factory' }]
      const { certificateProviderArn: resourceArn } = await iot.createCertificateProvider({ ...own, ...SIGNER, tags })
      expect((await iot.listTagsForResource({ resourceArn })).tags).toEqual(tags)
    }),
    refuses('PRV-640', 'CreateCertificateProvider', 'ResourceAlreadyExistsException', 'the name is taken', {
      given: makeProvider,
      when: makeProvider,
      members: ({ certificateProviderArn }) => ({ resourceId: 'own', resourceArn: certificateProviderArn }),
    }),
    refuses('PRV-640', 'CreateCertificateProvider', 'LimitExceededException', 'there is another one', {
      given: makeProvider,
      when: ({ iot }) => iot.createCertificateProvider({ certificateProviderName: 'other', ...SIGNER }),
    }),
    refusesPattern('CreateCertificateProvider', {
      ...NAME,
      when: ({ iot }, certificateProviderName) => iot.createCertificateProvider({ certificateProviderName, ...SIGNER }),
    }),
    refuses('PRV-640', 'CreateCertificateProvider', 'InvalidRequestException', 'there is no operation that it is the default for', {
      when: ({ iot }) => iot.createCertificateProvider({ ...own, lambdaFunctionArn: FUNCTION, accountDefaultForOperations: [] }),
    }),

    answers('PRV-640', 'DescribeCertificateProvider', 'everything about it', async (world) => {
      const creationDate = world.time.now()
      const { certificateProviderArn } = await makeProvider(world)
      const { $metadata: _, ...described } = await world.iot.describeCertificateProvider(own)
      expect(described).toEqual({
        ...own,
        certificateProviderArn,
        ...SIGNER,
        creationDate,
        lastModifiedDate: creationDate,
      })
    }),
    refuses('PRV-640', 'DescribeCertificateProvider', 'ResourceNotFoundException', 'there is no such provider', {
      when: ({ iot }) => iot.describeCertificateProvider(own),
    }),
    refusesPattern('DescribeCertificateProvider', {
      ...NAME,
      when: ({ iot }, certificateProviderName) => iot.describeCertificateProvider({ certificateProviderName }),
    }),

    answers('PRV-640', 'UpdateCertificateProvider', 'another function', async (world) => {
      const { iot, time } = world
      const { certificateProviderArn } = await makeProvider(world)
      await time.advance({ seconds: 1 })
      const { $metadata: _, ...updated } = await iot.updateCertificateProvider({ ...own, lambdaFunctionArn: `${FUNCTION}-2` })
      expect(updated).toEqual({ ...own, certificateProviderArn })
      const described = await iot.describeCertificateProvider(own)
      expect(described).toMatchObject({ lambdaFunctionArn: `${FUNCTION}-2`, lastModifiedDate: time.now() })
    }),
    refuses('PRV-640', 'UpdateCertificateProvider', 'ResourceNotFoundException', 'there is no such provider', {
      when: ({ iot }) => iot.updateCertificateProvider({ ...own, lambdaFunctionArn: FUNCTION }),
    }),
    refusesPattern('UpdateCertificateProvider', {
      ...NAME,
      when: ({ iot }, certificateProviderName) => iot.updateCertificateProvider({ certificateProviderName }),
    }),

    answers('PRV-640', 'DeleteCertificateProvider', 'it is gone', async (world) => {
      await makeProvider(world)
      await world.iot.deleteCertificateProvider(own)
      await expectRefusal(world.iot.describeCertificateProvider(own), 'ResourceNotFoundException')
    }),
    refuses('PRV-640', 'DeleteCertificateProvider', 'ResourceNotFoundException', 'there is no such provider', {
      when: ({ iot }) => iot.deleteCertificateProvider(own),
    }),
    refusesPattern('DeleteCertificateProvider', {
      ...NAME,
      when: ({ iot }, certificateProviderName) => iot.deleteCertificateProvider({ certificateProviderName }),
    }),

    answers('PRV-640', 'ListCertificateProviders', 'the one that there is', async (world) => {
      const { iot } = world
      expect((await iot.listCertificateProviders({})).certificateProviders).toEqual([])
      const { certificateProviderArn } = await makeProvider(world)
      const { $metadata: _, ...list } = await iot.listCertificateProviders({ ascendingOrder: true })
      expect(list).toEqual({ certificateProviders: [{ ...own, certificateProviderArn }] })
    }),
    refuses('REG-026', 'ListCertificateProviders', 'InvalidRequestException', 'the token is not one of the list', {
      when: ({ iot }) => iot.listCertificateProviders({ nextToken: 'AAAA' }),
    }),
  ],
}
