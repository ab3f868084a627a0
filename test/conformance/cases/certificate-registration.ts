import { expect } from 'vitest'
import { makeCa, makeCertificate, registerCa, statusOfCertificate } from '../support/certificates.js'
import { answers, type ConformanceCase, refuses } from '../support/conformance-case.js'

const ALREADY_REGISTERED = 'The certificate is already provisioned or registered'
const NO_PENDING_ACTIVATION = 'Not allowed to register certificate with PENDING_ACTIVATION status'

/** Registering certificates that somebody else made. */
export const certificateRegistrationCases: readonly ConformanceCase[] = [
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
]
