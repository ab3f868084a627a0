import { paginateListCertificates } from '@aws-sdk/client-iot'
import { createPrivateKey, createPublicKey } from 'node:crypto'
import { expect } from 'vitest'
import {
  makeCa,
  makeCertificate,
  makeSigningRequest,
  readPem,
  registerCa,
  registerCertificate,
  type RegisteredCertificate,
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

const ID = { member: 'certificateId', pattern: CERTIFICATE_ID, value: NO_CERTIFICATE_ID } as const
const ALREADY_REGISTERED = 'The certificate is already provisioned or registered'
const NO_PENDING_ACTIVATION = 'Not allowed to register certificate with PENDING_ACTIVATION status'

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

const statusOfCertificate = async ({ iot }: World, certificateId: string) =>
  (await iot.describeCertificate({ certificateId })).certificateDescription?.status

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

    answers('REG-337', 'RegisterCertificate', 'a certificate of a registered CA', async (world) => {
      const { iot, arn } = world
      const ca = await makeCa('plant')
      const { certificateId: caCertificateId } = await registerCa(world, ca)
      const { pem, certificateId } = await ca.issue('lamp')
      const registered = await iot.registerCertificate({ certificatePem: pem, caCertificatePem: ca.pem })
      expect(registered).toMatchObject({ certificateId, certificateArn: arn(`cert/${certificateId}`) })
      const { certificateDescription } = await iot.describeCertificate({ certificateId })
      expect(certificateDescription).toMatchObject({ caCertificateId, status: 'INACTIVE', certificateMode: 'DEFAULT' })
      const second = await ca.issue('radio')
      await iot.registerCertificate({ certificatePem: second.pem, status: 'ACTIVE' })
      expect(await statusOfCertificate(world, second.certificateId)).toBe('ACTIVE')
    }),
    refuses('REG-340', 'RegisterCertificate', 'ResourceAlreadyExistsException', 'it is registered already', {
      given: async (world) => {
        const ca = await makeCa('plant')
        await registerCa(world, ca)
        const certificate = await ca.issue('lamp')
        await world.iot.registerCertificate({ certificatePem: certificate.pem })
        return certificate
      },
      when: ({ iot }, { pem }) => iot.registerCertificate({ certificatePem: pem }),
      message: ALREADY_REGISTERED,
      members: ({ certificateId }, { arn }) => ({ resourceId: certificateId, resourceArn: arn(`cert/${certificateId}`) }),
    }),
    refuses('REG-010', 'RegisterCertificate', 'InvalidRequestException', 'there is no certificate', {
      when: ({ iot }) => iot.registerCertificate({ certificatePem: undefined }),
      message: "1 validation error detected: Value null at 'certificatePem' failed to satisfy constraint: Member must not be null",
    }),
    refuses('REG-337', 'RegisterCertificate', 'CertificateValidationException', 'its CA is not registered', {
      given: () => makeCertificate('lamp'),
      when: ({ iot }, { pem }) => iot.registerCertificate({ certificatePem: pem }),
    }),
    refuses('REG-409', 'RegisterCertificate', 'CertificateValidationException', 'its CA is not active', {
      given: async (world) => {
        const ca = await makeCa('plant')
        const { certificateId } = await registerCa(world, ca)
        await world.iot.updateCACertificate({ certificateId, newStatus: 'INACTIVE' })
        return ca.issue('lamp')
      },
      when: ({ iot }, { pem }) => iot.registerCertificate({ certificatePem: pem }),
    }),
    refuses('REG-337', 'RegisterCertificate', 'CertificateValidationException', 'a namesake of its CA is registered', {
      given: async (world) => {
        await registerCa(world, await makeCa('plant'))
        return (await makeCa('plant')).issue('lamp')
      },
      when: ({ iot }, { pem }) => iot.registerCertificate({ certificatePem: pem }),
    }),
    refuses('REG-338', 'RegisterCertificate', 'CertificateStateException', 'it is to be PENDING_ACTIVATION', {
      given: async (world) => {
        const ca = await makeCa('plant')
        await registerCa(world, ca)
        return ca.issue('lamp')
      },
      when: ({ iot }, { pem }) => iot.registerCertificate({ certificatePem: pem, status: 'PENDING_ACTIVATION' }),
      message: NO_PENDING_ACTIVATION,
    }),
    refuses('REG-337', 'RegisterCertificate', 'CertificateConflictException', 'two CAs have its issuer’s name, and none is given', {
      given: async (world) => {
        const ca = await makeCa('plant')
        await registerCa(world, ca)
        await registerCa(world, await makeCa('plant'))
        return ca.issue('lamp')
      },
      when: ({ iot }, { pem }) => iot.registerCertificate({ certificatePem: pem }),
    }),

    answers(
      'REG-339',
      'RegisterCertificateWithoutCA',
      'whoever signed it, SNI_ONLY, in the status that is asked for',
      async ({ iot, arn }) => {
        for (const status of [undefined, 'ACTIVE', 'INACTIVE', 'REVOKED'] as const) {
          const { pem, certificateId } = await makeCertificate()
          const registered = await iot.registerCertificateWithoutCA({ certificatePem: pem, status })
          expect(registered).toMatchObject({ certificateId, certificateArn: arn(`cert/${certificateId}`) })
          const { certificateDescription } = await iot.describeCertificate({ certificateId })
          expect(certificateDescription).toMatchObject({ status: status ?? 'INACTIVE', certificateMode: 'SNI_ONLY' })
          expect(certificateDescription).not.toHaveProperty('caCertificateId')
        }
      },
    ),
    answers('REG-336', 'RegisterCertificateWithoutCA', 'the same certificate in two accounts, each with its own status', async (world) => {
      const { iot, other } = world
      const { pem, certificateId } = await makeCertificate()
      await iot.registerCertificateWithoutCA({ certificatePem: pem, status: 'ACTIVE' })
      await other.iot.registerCertificateWithoutCA({ certificatePem: pem })
      expect(await statusOfCertificate(world, certificateId)).toBe('ACTIVE')
      expect((await other.iot.describeCertificate({ certificateId })).certificateDescription).toMatchObject({
        status: 'INACTIVE',
        ownedBy: other.accountId,
      })
    }),
    refuses('REG-340', 'RegisterCertificateWithoutCA', 'ResourceAlreadyExistsException', 'it is registered already', {
      given: async ({ iot }) => {
        const certificate = await makeCertificate()
        await iot.registerCertificateWithoutCA({ certificatePem: certificate.pem })
        return certificate
      },
      when: ({ iot }, { pem }) => iot.registerCertificateWithoutCA({ certificatePem: pem }),
      message: ALREADY_REGISTERED,
      members: ({ certificateId }, { arn }) => ({ resourceId: certificateId, resourceArn: arn(`cert/${certificateId}`) }),
    }),
    refuses('REG-010', 'RegisterCertificateWithoutCA', 'InvalidRequestException', 'there is no certificate', {
      when: ({ iot }) => iot.registerCertificateWithoutCA({ certificatePem: undefined }),
      message: "1 validation error detected: Value null at 'certificatePem' failed to satisfy constraint: Member must not be null",
    }),
    refuses('REG-338', 'RegisterCertificateWithoutCA', 'CertificateStateException', 'it is to be PENDING_ACTIVATION', {
      given: () => makeCertificate('lamp'),
      when: ({ iot }, { pem }) => iot.registerCertificateWithoutCA({ certificatePem: pem, status: 'PENDING_ACTIVATION' }),
      message: NO_PENDING_ACTIVATION,
    }),
    refuses('REG-337', 'RegisterCertificateWithoutCA', 'CertificateValidationException', 'it cannot be read', {
      when: ({ iot }) => iot.registerCertificateWithoutCA({ certificatePem: 'not a certificate' }),
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
  ],
}
