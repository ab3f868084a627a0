import { paginateListCACertificates, paginateListCertificatesByCA } from '@aws-sdk/client-iot'
import { expect } from 'vitest'
import { makeCa, makeCertificate, registerCa, verificationOf } from '../support/certificates.js'
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
import { CERTIFICATE_ID, NO_CERTIFICATE_ID, UNKNOWN_CERTIFICATE_ID } from '../support/patterns.js'
import { expectRefusal } from '../support/refusal-of.js'
import type { World } from '../support/world.js'

/** The path label is named otherwise, the message uses the member's name (REG-411). */
const ID = { member: 'certificateId', pattern: CERTIFICATE_ID, value: NO_CERTIFICATE_ID } as const
const SNI_ONLY = { certificateMode: 'SNI_ONLY' } as const

/** A template for just-in-time provisioning, which CAs name; or one for claims, which they may not. */
async function jitpTemplate({ iot }: World, type: 'JITP' | 'FLEET_PROVISIONING' = 'JITP'): Promise<void> {
  const certificate = {
    Type: 'AWS::IoT::Certificate',
    Properties: { CertificateId: { Ref: 'AWS::IoT::Certificate::Id' }, Status: 'ACTIVE' },
  }
  await iot.createProvisioningTemplate({
    templateName: 'jitp',
    type,
    templateBody: JSON.stringify({ Parameters: { 'AWS::IoT::Certificate::Id': { Type: 'String' } }, Resources: { certificate } }),
    provisioningRoleArn: 'arn:aws:iam::123456789012:role/provisioning',
  })
}

async function plantCa(world: World) {
  return registerCa(world, await makeCa('plant'))
}

export const caCertificateCases: AreaCases = {
  notApplicable: [{ operation: 'GetRegistrationCode', error: 'InvalidRequestException', reason: 'It has no input.' }],
  cases: [
    answers('REG-400', 'GetRegistrationCode', '64 hex digits, the same until the code is deleted', async ({ iot }) => {
      const { registrationCode } = await iot.getRegistrationCode({})
      expect(registrationCode).toMatch(/^[0-9a-f]{64}$/)
      expect((await iot.getRegistrationCode({})).registrationCode).toBe(registrationCode)
      await iot.deleteRegistrationCode({})
      expect((await iot.getRegistrationCode({})).registrationCode).not.toBe(registrationCode)
    }),
    answers('REG-400', 'DeleteRegistrationCode', 'the code is gone', async ({ iot }) => {
      await iot.getRegistrationCode({})
      await iot.deleteRegistrationCode({})
      await expectRefusal(iot.deleteRegistrationCode({}), 'ResourceNotFoundException')
    }),
    refuses('REG-400', 'DeleteRegistrationCode', 'ResourceNotFoundException', 'there is none', {
      when: ({ iot }) => iot.deleteRegistrationCode({}),
    }),

    answers('REG-403', 'RegisterCACertificate', 'INACTIVE, without automatic registration, in DEFAULT mode', async ({ iot, arn }) => {
      const ca = await makeCa('plant')
      const verificationCertificate = await verificationOf(iot, ca)
      const registered = await iot.registerCACertificate({ caCertificate: ca.pem, verificationCertificate })
      const { certificateId } = ca
      expect(registered).toMatchObject({ certificateId, certificateArn: arn(`cacert/${certificateId}`) })
      const { certificateDescription } = await iot.describeCACertificate({ certificateId })
      expect(certificateDescription).toMatchObject({ status: 'INACTIVE', autoRegistrationStatus: 'DISABLE', certificateMode: 'DEFAULT' })
    }),
    answers(
      'REG-401',
      'RegisterCACertificate',
      'SNI_ONLY without a verification certificate, in several accounts',
      async ({ iot, other }) => {
        const ca = await makeCa('plant')
        const wanted = { caCertificate: ca.pem, setAsActive: true, allowAutoRegistration: true, ...SNI_ONLY }
        for (const account of [iot, other.iot]) {
          await account.registerCACertificate(wanted)
          const { certificateDescription } = await account.describeCACertificate({ certificateId: ca.certificateId })
          expect(certificateDescription).toMatchObject({ status: 'ACTIVE', autoRegistrationStatus: 'ENABLE', ...SNI_ONLY })
        }
      },
    ),
    answers('REG-531', 'RegisterCACertificate', 'tags are taken', async ({ iot, arn }) => {
      const ca = await makeCa('plant')
      const tags = [{ Key: 'team', Value: 'light' }]
      await iot.registerCACertificate({ caCertificate: ca.pem, tags, ...SNI_ONLY })
      expect((await iot.listTagsForResource({ resourceArn: arn(`cacert/${ca.certificateId}`) })).tags).toEqual(tags)
    }),
    refuses('REG-404', 'RegisterCACertificate', 'ResourceAlreadyExistsException', 'it is registered already', {
      given: async ({ iot }) => {
        const ca = await makeCa('plant')
        await iot.registerCACertificate({ caCertificate: ca.pem, ...SNI_ONLY })
        return ca
      },
      when: ({ iot }, { pem }) => iot.registerCACertificate({ caCertificate: pem, ...SNI_ONLY }),
      members: ({ certificateId }, { arn }) => ({ resourceId: certificateId, resourceArn: arn(`cacert/${certificateId}`) }),
    }),
    refuses('REG-402', 'RegisterCACertificate', 'RegistrationCodeValidationException', 'the verification carries another name', {
      given: async ({ iot }) => {
        await iot.getRegistrationCode({})
        const ca = await makeCa('plant')
        return { ca, verification: await ca.issue('no registration code') }
      },
      when: ({ iot }, { ca, verification }) =>
        iot.registerCACertificate({ caCertificate: ca.pem, verificationCertificate: verification.pem }),
    }),
    refuses('REG-401', 'RegisterCACertificate', 'InvalidRequestException', 'the verification is missing in DEFAULT mode', {
      given: () => makeCa('plant'),
      when: ({ iot }, { pem }) => iot.registerCACertificate({ caCertificate: pem }),
    }),
    refuses('REG-401', 'RegisterCACertificate', 'InvalidRequestException', 'a verification is given in SNI_ONLY mode', {
      given: async ({ iot }) => {
        const ca = await makeCa('plant')
        return { ca, verificationCertificate: await verificationOf(iot, ca) }
      },
      when: ({ iot }, { ca, verificationCertificate }) =>
        iot.registerCACertificate({ caCertificate: ca.pem, verificationCertificate, ...SNI_ONLY }),
    }),
    refuses('REG-402', 'RegisterCACertificate', 'CertificateValidationException', 'it cannot be read', {
      when: ({ iot }) => iot.registerCACertificate({ caCertificate: 'not a certificate', ...SNI_ONLY }),
    }),
    refuses('REG-402', 'RegisterCACertificate', 'CertificateValidationException', 'it is not a CA', {
      given: () => makeCertificate('lamp'),
      when: ({ iot }, { pem }) => iot.registerCACertificate({ caCertificate: pem, ...SNI_ONLY }),
    }),
    refuses('REG-402', 'RegisterCACertificate', 'CertificateValidationException', 'another CA signed the verification', {
      given: async ({ iot }) => ({
        ca: await makeCa('plant'),
        verificationCertificate: await verificationOf(iot, await makeCa('plant')),
      }),
      when: ({ iot }, { ca, verificationCertificate }) => iot.registerCACertificate({ caCertificate: ca.pem, verificationCertificate }),
    }),
    refuses(
      'PRV-104',
      'RegisterCACertificate',
      'ResourceNotFoundException',
      'its registrationConfig names a template that does not exist',
      {
        given: () => makeCa('plant'),
        when: ({ iot }, { pem }) =>
          iot.registerCACertificate({ caCertificate: pem, registrationConfig: { templateName: 'none' }, ...SNI_ONLY }),
      },
    ),
    refuses('PRV-104', 'RegisterCACertificate', 'InvalidRequestException', 'its registrationConfig names a template for claims', {
      given: async (world) => {
        await jitpTemplate(world, 'FLEET_PROVISIONING')
        return makeCa('plant')
      },
      when: ({ iot }, { pem }) =>
        iot.registerCACertificate({ caCertificate: pem, registrationConfig: { templateName: 'jitp' }, ...SNI_ONLY }),
    }),
    refuses('REG-404', 'RegisterCACertificate', 'LimitExceededException', 'ten CAs have its subject', {
      given: async ({ iot }) => {
        for (let count = 0; count < 10; count++) {
          await iot.registerCACertificate({ caCertificate: (await makeCa('plant')).pem, ...SNI_ONLY })
        }
        return makeCa('plant')
      },
      when: ({ iot }, { pem }) => iot.registerCACertificate({ caCertificate: pem, ...SNI_ONLY }),
    }),

    answers(
      'REG-406',
      'DescribeCACertificate',
      'everything of a CA, and its registration configuration',
      async ({ iot, arn, accountId, time }) => {
        const ca = await makeCa('plant')
        const registrationConfig = { templateBody: '{"Resources":{}}', roleArn: 'arn:aws:iam::123456789012:role/provisioning' }
        await iot.registerCACertificate({ caCertificate: ca.pem, registrationConfig, ...SNI_ONLY })
        const described = await iot.describeCACertificate({ certificateId: ca.certificateId })
        expect(described.registrationConfig).toEqual(registrationConfig)
        const { generationId, ...certificateDescription } = described.certificateDescription ?? {}
        expect(generationId).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
        expect(certificateDescription).toEqual({
          certificateArn: arn(`cacert/${ca.certificateId}`),
          certificateId: ca.certificateId,
          status: 'INACTIVE',
          certificatePem: ca.pem,
          ownedBy: accountId,
          creationDate: time.now(),
          autoRegistrationStatus: 'DISABLE',
          lastModifiedDate: time.now(),
          customerVersion: 1,
          validity: { notBefore: new Date(Date.UTC(2020, 0, 1)), notAfter: new Date(Date.UTC(2049, 0, 1)) },
          certificateMode: 'SNI_ONLY',
        })
      },
    ),
    refuses('REG-406', 'DescribeCACertificate', 'ResourceNotFoundException', 'there is no such CA', {
      when: ({ iot }) => iot.describeCACertificate({ certificateId: UNKNOWN_CERTIFICATE_ID }),
    }),
    refusesPattern('DescribeCACertificate', { ...ID, when: ({ iot }, certificateId) => iot.describeCACertificate({ certificateId }) }),

    answers('REG-407', 'UpdateCACertificate', 'status, automatic registration and its configuration', async (world) => {
      const { iot } = world
      const { certificateId } = await plantCa(world)
      await jitpTemplate(world)
      const registrationConfig = { templateName: 'jitp' }
      await iot.updateCACertificate({ certificateId, newStatus: 'INACTIVE', newAutoRegistrationStatus: 'ENABLE', registrationConfig })
      const changed = await iot.describeCACertificate({ certificateId })
      expect(changed.certificateDescription).toMatchObject({ status: 'INACTIVE', autoRegistrationStatus: 'ENABLE' })
      expect(changed.registrationConfig).toEqual(registrationConfig)
      await iot.updateCACertificate({ certificateId, removeAutoRegistration: true })
      expect(await iot.describeCACertificate({ certificateId })).not.toHaveProperty('registrationConfig')
    }),
    refuses('REG-407', 'UpdateCACertificate', 'ResourceNotFoundException', 'there is no such CA', {
      when: ({ iot }) => iot.updateCACertificate({ certificateId: UNKNOWN_CERTIFICATE_ID, newStatus: 'ACTIVE' }),
    }),
    refuses('PRV-104', 'UpdateCACertificate', 'ResourceNotFoundException', 'the template that it is to name does not exist', {
      given: plantCa,
      when: ({ iot }, { certificateId }) => iot.updateCACertificate({ certificateId, registrationConfig: { templateName: 'none' } }),
    }),
    refusesPattern('UpdateCACertificate', { ...ID, when: ({ iot }, certificateId) => iot.updateCACertificate({ certificateId }) }),

    answers('REG-408', 'DeleteCACertificate', 'it has to be inactive; device certificates stay', async (world) => {
      const { iot } = world
      const ca = await makeCa('plant')
      const { certificateId: caId } = await registerCa(world, ca)
      const { pem, certificateId } = await ca.issue('lamp')
      await iot.registerCertificate({ certificatePem: pem, status: 'ACTIVE' })
      await expectRefusal(iot.deleteCACertificate({ certificateId: caId }), 'CertificateStateException')
      await iot.updateCACertificate({ certificateId: caId, newStatus: 'INACTIVE' })
      await iot.deleteCACertificate({ certificateId: caId })
      await expectRefusal(iot.describeCACertificate({ certificateId: caId }), 'ResourceNotFoundException')
      expect((await iot.describeCertificate({ certificateId })).certificateDescription?.status).toBe('ACTIVE')
    }),
    refuses('REG-408', 'DeleteCACertificate', 'CertificateStateException', 'it is ACTIVE', {
      given: plantCa,
      when: ({ iot }, { certificateId }) => iot.deleteCACertificate({ certificateId }),
    }),
    refuses('REG-408', 'DeleteCACertificate', 'ResourceNotFoundException', 'there is no such CA', {
      when: ({ iot }) => iot.deleteCACertificate({ certificateId: UNKNOWN_CERTIFICATE_ID }),
    }),
    refusesPattern('DeleteCACertificate', { ...ID, when: ({ iot }, certificateId) => iot.deleteCACertificate({ certificateId }) }),

    answers('REG-410', 'ListCACertificates', 'all, or those of a template', async (world) => {
      const { iot, arn, time } = world
      await jitpTemplate(world)
      const [plain, templated] = [await makeCa('plain'), await makeCa('templated')]
      await iot.registerCACertificate({ caCertificate: plain.pem, ...SNI_ONLY })
      await iot.registerCACertificate({ caCertificate: templated.pem, registrationConfig: { templateName: 'jitp' }, ...SNI_ONLY })
      const { certificates } = await iot.listCACertificates({})
      expect(certificates?.map(({ certificateId }) => certificateId)).toEqual([templated.certificateId, plain.certificateId])
      expect((await iot.listCACertificates({ templateName: 'jitp' })).certificates).toEqual([
        {
          certificateArn: arn(`cacert/${templated.certificateId}`),
          certificateId: templated.certificateId,
          status: 'INACTIVE',
          creationDate: time.now(),
        },
      ])
    }),
    refusesPageSize('ListCACertificates', 'pageSize', ({ iot }, pageSize) => iot.listCACertificates({ pageSize })),
    paginates('REG-024', 'ListCACertificates', 'the SDK walks through all pages, newest first', {
      given: async ({ iot }) => {
        const ids: string[] = []
        for (const name of itemNames('plant-')) {
          const ca = await makeCa(name)
          await iot.registerCACertificate({ caCertificate: ca.pem, ...SNI_ONLY })
          ids.push(ca.certificateId)
        }
        return ids.reverse()
      },
      when: ({ iot }) => paginateListCACertificates({ client: iot, pageSize: PAGE_SIZE }, {}),
      itemsOf: ({ certificates }) => certificates?.map(({ certificateId }) => certificateId),
    }),

    answers('REG-353', 'ListCertificatesByCA', 'those that the CA signed; none of a CA that is not there', async (world) => {
      const { iot, arn, time } = world
      const ca = await makeCa('plant')
      await registerCa(world, ca)
      const { pem, certificateId } = await ca.issue('lamp')
      await iot.registerCertificate({ certificatePem: pem })
      await iot.registerCertificateWithoutCA({ certificatePem: (await makeCertificate()).pem })
      expect((await iot.listCertificatesByCA({ caCertificateId: ca.certificateId })).certificates).toEqual([
        {
          certificateArn: arn(`cert/${certificateId}`),
          certificateId,
          status: 'INACTIVE',
          certificateMode: 'DEFAULT',
          creationDate: time.now(),
        },
      ])
      expect((await iot.listCertificatesByCA({ caCertificateId: UNKNOWN_CERTIFICATE_ID })).certificates).toEqual([])
    }),
    refusesPageSize('ListCertificatesByCA', 'pageSize', ({ iot }, pageSize) =>
      iot.listCertificatesByCA({ caCertificateId: UNKNOWN_CERTIFICATE_ID, pageSize }),
    ),
    refusesPattern('ListCertificatesByCA', {
      ...ID,
      member: 'caCertificateId',
      when: ({ iot }, caCertificateId) => iot.listCertificatesByCA({ caCertificateId }),
    }),
    paginates('REG-024', 'ListCertificatesByCA', 'the SDK walks through all pages, newest first', {
      given: async (world) => {
        const ca = await makeCa('plant')
        await registerCa(world, ca)
        const ids: string[] = []
        for (const name of itemNames('lamp-')) {
          const { pem, certificateId } = await ca.issue(name)
          await world.iot.registerCertificate({ certificatePem: pem })
          ids.push(certificateId)
        }
        return ids.reverse()
      },
      when: async function* ({ iot }) {
        const { certificates: [ca] = [] } = await iot.listCACertificates({})
        yield* paginateListCertificatesByCA({ client: iot, pageSize: PAGE_SIZE }, { caCertificateId: ca?.certificateId })
      },
      itemsOf: ({ certificates }) => certificates?.map(({ certificateId }) => certificateId),
    }),
  ],
}
