import { paginateListCertificates } from '@aws-sdk/client-iot'
import { createPrivateKey, createPublicKey } from 'node:crypto'
import { expect } from 'vitest'
import {
  makeSigningRequest,
  readPem,
  registerCertificate,
  type RegisteredCertificate,
  statusOfCertificate,
} from '../support/certificates.js'
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
import { CERTIFICATE_ID, NO_CERTIFICATE_ID, UNKNOWN_CERTIFICATE_ID } from '../support/patterns.js'
import { ALLOW_ALL } from '../support/policy-documents.js'
import { expectRefusal } from '../support/refusal-of.js'
import type { World } from '../support/world.js'
import { certificateRegistrationCases } from './certificate-registration.js'

const ID = { member: 'certificateId', pattern: CERTIFICATE_ID, value: NO_CERTIFICATE_ID } as const
/** AWS's certificates end with the year 2049 (REG-332). */
const END_OF_2049 = new Date('2049-12-31T23:59:59Z')

async function attachThing({ iot }: World, { certificateArn }: RegisteredCertificate): Promise<void> {
  await iot.createThing({ thingName: 'lamp' })
  await iot.attachThingPrincipal({ thingName: 'lamp', principal: certificateArn })
}

async function attachPolicy({ iot }: World, { certificateArn }: RegisteredCertificate): Promise<void> {
  await iot.createPolicy({ policyName: 'all', policyDocument: ALLOW_ALL })
  await iot.attachPolicy({ policyName: 'all', target: certificateArn })
}

export const certificateCases: AreaCases = {
  notApplicable: [
    {
      operation: 'CreateKeysAndCertificate',
      error: 'InvalidRequestException',
      reason: 'Its one input is a Boolean, which no caller of the SDK gets wrong.',
    },
  ],
  cases: [
    answers(
      'REG-333',
      'CreateKeysAndCertificate',
      'a certificate and its RSA keys in PEM, INACTIVE unless asked otherwise',
      async (world) => {
        const { iot, arn } = world
        const { certificateId = '', certificateArn, certificatePem, keyPair } = await iot.createKeysAndCertificate({})
        const { certificateId: computed, subject, validTo } = readPem(certificatePem)
        expect({ certificateId, certificateArn }).toEqual({ certificateId: computed, certificateArn: arn(`cert/${computed}`) })
        expect({ subject, validTo }).toEqual({ subject: 'CN=AWS IoT Certificate', validTo: END_OF_2049 })
        expect(keyPair?.PrivateKey).toMatch(/^-----BEGIN RSA PRIVATE KEY-----\n[^]*\n-----END RSA PRIVATE KEY-----\n$/)
        expect(keyPair?.PublicKey).toMatch(/^-----BEGIN PUBLIC KEY-----\n/)
        const privateKey = createPrivateKey(keyPair?.PrivateKey ?? '')
        expect(privateKey.asymmetricKeyDetails?.modulusLength).toBe(2048)
        expect(createPublicKey(privateKey).export({ format: 'pem', type: 'spki' })).toBe(keyPair?.PublicKey)
        expect(await statusOfCertificate(world, certificateId)).toBe('INACTIVE')
        const active = await iot.createKeysAndCertificate({ setAsActive: true })
        expect(await statusOfCertificate(world, active.certificateId ?? '')).toBe('ACTIVE')
      },
    ),

    answers(
      'REG-335',
      'CreateCertificateFromCsr',
      'the subject is the request’s, and each use makes another certificate',
      async (world) => {
        const { iot } = world
        const certificateSigningRequest = await makeSigningRequest('meter-7')
        const first = await iot.createCertificateFromCsr({ certificateSigningRequest })
        const second = await iot.createCertificateFromCsr({ certificateSigningRequest, setAsActive: true })
        expect(readPem(first.certificatePem)).toMatchObject({ certificateId: first.certificateId, subject: 'CN=meter-7' })
        expect(second.certificateId).not.toBe(first.certificateId)
        expect(await statusOfCertificate(world, first.certificateId ?? '')).toBe('INACTIVE')
        expect(await statusOfCertificate(world, second.certificateId ?? '')).toBe('ACTIVE')
      },
    ),
    refuses('REG-335', 'CreateCertificateFromCsr', 'InvalidRequestException', 'the request cannot be read', {
      when: ({ iot }) => iot.createCertificateFromCsr({ certificateSigningRequest: 'not a request' }),
    }),

    answers(
      'REG-350',
      'DescribeCertificate',
      'everything of a certificate, times and version included',
      async ({ iot, arn, accountId, time }) => {
        const createdAt = time.now()
        const { certificateId = '', certificatePem } = await iot.createCertificateFromCsr({
          certificateSigningRequest: await makeSigningRequest('lamp'),
        })
        const { certificateDescription: { generationId, validity, ...described } = {} } = await iot.describeCertificate({ certificateId })
        expect(described).toEqual({
          certificateArn: arn(`cert/${certificateId}`),
          certificateId,
          status: 'INACTIVE',
          certificatePem,
          ownedBy: accountId,
          creationDate: createdAt,
          lastModifiedDate: createdAt,
          customerVersion: 1,
          transferData: {},
          certificateMode: 'DEFAULT',
        })
        expect(generationId).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
        expect(validity?.notAfter).toEqual(END_OF_2049)
        expect(validity?.notBefore?.getTime()).toBeLessThan(createdAt.getTime())
      },
    ),
    refuses('REG-040', 'DescribeCertificate', 'ResourceNotFoundException', 'there is no such certificate', {
      when: ({ iot }) => iot.describeCertificate({ certificateId: UNKNOWN_CERTIFICATE_ID }),
    }),
    refusesPattern('DescribeCertificate', { ...ID, when: ({ iot }, certificateId) => iot.describeCertificate({ certificateId }) }),

    answers('REG-346', 'UpdateCertificate', 'the status changes; the same again is no change', async (world) => {
      const { iot, time } = world
      const { certificateId } = await registerCertificate(world)
      for (const newStatus of ['ACTIVE', 'REVOKED', 'INACTIVE'] as const) {
        await time.advance({ seconds: 1 })
        await iot.updateCertificate({ certificateId, newStatus })
        const { certificateDescription } = await iot.describeCertificate({ certificateId })
        expect(certificateDescription).toMatchObject({ status: newStatus, lastModifiedDate: time.now() })
        const versionBefore = certificateDescription?.customerVersion
        await iot.updateCertificate({ certificateId, newStatus })
        expect((await iot.describeCertificate({ certificateId })).certificateDescription?.customerVersion).toBe(versionBefore)
      }
    }),
    refuses('REG-040', 'UpdateCertificate', 'ResourceNotFoundException', 'there is no such certificate', {
      when: ({ iot }) => iot.updateCertificate({ certificateId: UNKNOWN_CERTIFICATE_ID, newStatus: 'ACTIVE' }),
    }),
    ...(['PENDING_ACTIVATION', 'PENDING_TRANSFER'] as const).map((newStatus) =>
      refuses('REG-346', 'UpdateCertificate', 'CertificateStateException', `it is to be ${newStatus}`, {
        given: registerCertificate,
        when: ({ iot }, { certificateId }) => iot.updateCertificate({ certificateId, newStatus }),
      }),
    ),
    refusesPattern('UpdateCertificate', {
      ...ID,
      when: ({ iot }, certificateId) => iot.updateCertificate({ certificateId, newStatus: 'ACTIVE' }),
    }),

    answers('REG-355', 'DeleteCertificate', 'status, things and policies are in the way, in this order', async (world) => {
      const { iot } = world
      const certificate = await registerCertificate(world, 'ACTIVE')
      const { certificateId, certificateArn } = certificate
      await attachThing(world, certificate)
      await attachPolicy(world, certificate)
      const active = `Certificate must be deactivated (not ACTIVE) before deletion. Id: ${certificateId}`
      const things = `Things must be detached before deletion (arn: ${certificateArn})`
      const policies = `Certificate policies must be detached before deletion (arn: ${certificateArn})`
      await expectRefusal(iot.deleteCertificate({ certificateId, forceDelete: true }), 'CertificateStateException', active)
      await expectRefusal(iot.deleteCertificate({ certificateId }), 'CertificateStateException', active)
      await iot.updateCertificate({ certificateId, newStatus: 'INACTIVE' })
      await expectRefusal(iot.deleteCertificate({ certificateId, forceDelete: true }), 'DeleteConflictException', things)
      await expectRefusal(iot.deleteCertificate({ certificateId }), 'DeleteConflictException', things)
      await iot.detachThingPrincipal({ thingName: 'lamp', principal: certificateArn })
      await expectRefusal(iot.deleteCertificate({ certificateId }), 'DeleteConflictException', policies)
      await iot.detachPolicy({ policyName: 'all', target: certificateArn })
      await iot.deleteCertificate({ certificateId })
      await expectRefusal(iot.describeCertificate({ certificateId }), 'ResourceNotFoundException')
    }),
    answers('REG-356', 'DeleteCertificate', 'by force, attached policies are detached', async (world) => {
      const { iot } = world
      const certificate = await registerCertificate(world)
      await attachPolicy(world, certificate)
      await iot.deleteCertificate({ certificateId: certificate.certificateId, forceDelete: true })
      expect((await iot.listTargetsForPolicy({ policyName: 'all' })).targets).toEqual([])
    }),
    refuses('REG-355', 'DeleteCertificate', 'ResourceNotFoundException', 'there is no such certificate', {
      when: ({ iot }) => iot.deleteCertificate({ certificateId: UNKNOWN_CERTIFICATE_ID }),
    }),
    refuses('REG-355', 'DeleteCertificate', 'CertificateStateException', 'it is ACTIVE', {
      given: (world) => registerCertificate(world, 'ACTIVE'),
      when: ({ iot }, { certificateId }) => iot.deleteCertificate({ certificateId }),
      message: ({ certificateId }) => `Certificate must be deactivated (not ACTIVE) before deletion. Id: ${certificateId}`,
    }),
    refuses('REG-355', 'DeleteCertificate', 'DeleteConflictException', 'a policy is attached', {
      given: async (world) => {
        const certificate = await registerCertificate(world)
        await attachPolicy(world, certificate)
        return certificate
      },
      when: ({ iot }, { certificateId }) => iot.deleteCertificate({ certificateId }),
      message: ({ certificateArn }) => `Certificate policies must be detached before deletion (arn: ${certificateArn})`,
    }),
    refusesPattern('DeleteCertificate', { ...ID, when: ({ iot }, certificateId) => iot.deleteCertificate({ certificateId }) }),

    answers('REG-024', 'ListCertificates', 'newest first, or oldest first when asked', async (world) => {
      const { iot, time } = world
      const first = await registerCertificate(world)
      await time.advance({ seconds: 1 })
      const second = await registerCertificate(world, 'ACTIVE')
      const { certificates } = await iot.listCertificates({})
      expect(certificates?.map(({ certificateId }) => certificateId)).toEqual([second.certificateId, first.certificateId])
      expect(certificates?.[0]).toEqual({ ...second, status: 'ACTIVE', certificateMode: 'SNI_ONLY', creationDate: time.now() })
      const ascending = await iot.listCertificates({ ascendingOrder: true })
      expect(ascending.certificates?.map(({ certificateId }) => certificateId)).toEqual([first.certificateId, second.certificateId])
    }),
    answers('REG-022', 'ListCertificates', 'a page holds 25 unless asked otherwise', async (world) => {
      const { iot } = world
      for (let count = 0; count < 26; count++) await registerCertificate(world)
      const { certificates, nextMarker } = await iot.listCertificates({})
      expect(certificates).toHaveLength(25)
      // REG-021: the SDK sends markers back through a member of this pattern.
      expect(nextMarker).toMatch(/^[A-Za-z0-9+/]+={0,2}$/)
      const last = await iot.listCertificates({ marker: nextMarker })
      expect(last.certificates).toHaveLength(1)
      expect(last).not.toHaveProperty('nextMarker')
    }),
    refusesPageSize('ListCertificates', 'pageSize', ({ iot }, pageSize) => iot.listCertificates({ pageSize })),
    refuses('REG-026', 'ListCertificates', 'InvalidRequestException', 'the marker is not one of this list', {
      when: ({ iot }) => iot.listCertificates({ marker: 'bm90IGEgbWFya2Vy' }),
    }),
    ...[false, true].map((ascendingOrder) =>
      paginates('REG-020', 'ListCertificates', `the SDK walks through all pages, ascending ${ascendingOrder}`, {
        given: async (world) => {
          const ids: string[] = []
          for (let count = 0; count < ITEM_COUNT; count++) ids.push((await registerCertificate(world)).certificateId)
          return ascendingOrder ? ids : ids.reverse()
        },
        when: ({ iot }) => paginateListCertificates({ client: iot, pageSize: PAGE_SIZE }, { ascendingOrder }),
        itemsOf: ({ certificates }) => certificates?.map(({ certificateId }) => certificateId),
      }),
    ),
    ...certificateRegistrationCases,
  ],
}
