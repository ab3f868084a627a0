import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseCertificate } from '../src/x509/certificate.js'
import { readCertificateNames } from '../src/x509/certificate-names.js'
import { parseSigningRequest } from '../src/x509/signing-request.js'
import { connectAs, makeCa, peerWith, reasonOf, useSecurity } from './use-security.js'

test('whatever bytes a client presents, admission answers and nothing is registered that does not verify', async () => {
  const { api, call, security } = await useSecurity()
  const ca = await makeCa('factory')
  const registration = { caCertificate: ca.pem, certificateMode: 'SNI_ONLY', setAsActive: true, allowAutoRegistration: true } as const
  await api.RegisterCACertificate(registration, call)
  const { der } = await ca.issue()
  const damage = fc.array(fc.record({ at: fc.nat(der.length - 1), value: fc.nat(255) }), { minLength: 1, maxLength: 4 })
  await fc.assert(
    fc.asyncProperty(damage, fc.nat(der.length), fc.boolean(), async (changes, length, isCut) => {
      const bytes = Buffer.from(der)
      for (const { at, value } of changes) bytes.writeUInt8(value, at)
      fc.pre(!bytes.equals(der))
      const presented = isCut ? bytes.subarray(0, length) : bytes
      const isOurs = security.hasRegisteredCaFor({ der: presented, chain: [] })
      const reason = reasonOf(await security.access.admitConnection(peerWith(presented), connectAs('c')))
      expect([
        'UNREADABLE_CERTIFICATE',
        'UNKNOWN_CERTIFICATE',
        'UNSUPPORTED_CERTIFICATE',
        'CERTIFICATE_EXPIRED',
        ...(isOurs ? PENDING : []),
      ]).toContain(reason)
      readCertificateNames(presented)
    }),
    { numRuns: 500 },
  )
})

/** Damage outside the signed part and the signature's value, as in the outer algorithm, can leave a certificate that verifies. */
const PENDING = ['REGISTERED_PENDING_ACTIVATION', 'CERTIFICATE_PENDING_ACTIVATION']

test('texts that are no PEM are no certificates and no requests', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.base64String().map((body) => `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----`),
      ),
      (text) => {
        expect(parseCertificate(text)).toBeUndefined()
        expect(() => parseSigningRequest(text.replaceAll('CERTIFICATE', 'CERTIFICATE REQUEST'))).toThrow(
          expect.objectContaining({ name: 'InvalidRequestException' }),
        )
      },
    ),
  )
})
