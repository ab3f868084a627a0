import 'reflect-metadata'
import { createPublicKey, webcrypto, X509Certificate } from 'node:crypto'
import { cryptoProvider, Pkcs10CertificateRequestGenerator } from '@peculiar/x509'
import { expect, test } from 'vitest'
import { readCertificateNames } from '../src/x509/certificate-names.js'
import { derOf, useSecurity } from './use-security.js'

/* The requests are made by another library, so that this package does not only read what it wrote itself. */

cryptoProvider.set('node', globalThis.crypto)

const RSA = { name: 'RSASSA-PKCS1-v1_5', publicExponent: new Uint8Array([1, 0, 1]) }
const ALGORITHMS = {
  'RSA 2048 SHA-256': { ...RSA, hash: 'SHA-256', modulusLength: 2048 },
  'RSA 3072 SHA-512': { ...RSA, hash: 'SHA-512', modulusLength: 3072 },
  'RSA-PSS 2048': { ...RSA, name: 'RSA-PSS', hash: 'SHA-256', modulusLength: 2048 },
  'P-256 SHA-256': { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
  'P-384 SHA-384': { name: 'ECDSA', namedCurve: 'P-384', hash: 'SHA-384' },
  'P-521 SHA-512': { name: 'ECDSA', namedCurve: 'P-521', hash: 'SHA-512' },
}

async function makeRequest(algorithm: (typeof ALGORITHMS)[keyof typeof ALGORITHMS], name = 'CN=meter-7, O="Müller, Sons", OU=a, OU=b') {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const request = await Pkcs10CertificateRequestGenerator.create({
    name,
    keys,
    signingAlgorithm: { ...algorithm, saltLength: 32 } as never,
  })
  const spki = Buffer.from(await webcrypto.subtle.exportKey('spki', keys.publicKey))
  return { pem: request.toString('pem'), publicKey: createPublicKey({ key: spki, format: 'der', type: 'spki' }) }
}

test.each(Object.entries(ALGORITHMS))(
  '[REG-335] [SEC-203] a request of %s yields a certificate of its subject and key',
  async (_, algorithm) => {
    const { api, call } = await useSecurity()
    const { pem, publicKey } = await makeRequest(algorithm)
    const { certificatePem = '', certificateId = '' } = await api.CreateCertificateFromCsr(
      { certificateSigningRequest: pem, setAsActive: true },
      call,
    )
    expect(new X509Certificate(certificatePem).publicKey.equals(publicKey)).toBe(true)
    expect(readCertificateNames(derOf(certificatePem)).subject).toEqual({
      CommonName: ['meter-7'],
      Organization: ['Müller, Sons'],
      OrganizationalUnit: ['a', 'b'],
    })
    expect((await api.DescribeCertificate({ certificateId }, call)).certificateDescription?.status).toBe('ACTIVE')
  },
)

test('[SEC-204] [REG-335] the same request yields another certificate each time', async () => {
  const { api, call } = await useSecurity()
  const { pem } = await makeRequest(ALGORITHMS['P-256 SHA-256'])
  const create = async () => (await api.CreateCertificateFromCsr({ certificateSigningRequest: pem }, call)).certificateId
  expect(await create()).not.toBe(await create())
})

test('[REG-335] what is no request, is not signed by its key, or has a weak key is refused', async () => {
  const { api, call } = await useSecurity()
  const create = (certificateSigningRequest: string) => async () => api.CreateCertificateFromCsr({ certificateSigningRequest }, call)
  const refused = expect.objectContaining({ name: 'InvalidRequestException', status: 400 }) as Error
  const good = (await makeRequest(ALGORITHMS['P-256 SHA-256'])).pem
  const bytes = Buffer.from(good.replace(/-----[^-]+-----|\s/g, ''), 'base64')
  const forged = Buffer.from(bytes)
  const at = forged.indexOf('meter-7')
  forged.write('meter-8', at)
  const pemOf = (der: Buffer) => `-----BEGIN CERTIFICATE REQUEST-----\n${der.toString('base64')}\n-----END CERTIFICATE REQUEST-----\n`
  const weak = (await makeRequest({ ...ALGORITHMS['RSA 2048 SHA-256'], modulusLength: 1024 })).pem
  for (const request of ['', 'nonsense', pemOf(forged), pemOf(bytes.subarray(0, 60)), weak])
    await expect(create(request)()).rejects.toThrow(refused)
})
