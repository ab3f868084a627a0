import 'reflect-metadata'
import { webcrypto } from 'node:crypto'
import * as x509 from '@peculiar/x509'

x509.cryptoProvider.set(webcrypto as Crypto)

const ALGORITHMS = {
  ec: { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
  rsa: { name: 'RSASSA-PKCS1-v1_5', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' },
} as const

export type KeyKind = keyof typeof ALGORITHMS

export interface KeyAndCertificate {
  readonly certificatePem: string
  readonly privateKeyPem: string
}

/** A certificate authority as a device maker would run it, outside the emulator. */
export interface OwnCa {
  readonly certificatePem: string
  /** Signs a certificate for a new key: a device's, or the verification certificate of a registration code. */
  issue(commonName: string, kind?: KeyKind): Promise<KeyAndCertificate>
}

export async function createOwnCa(commonName: string, kind: KeyKind = 'ec'): Promise<OwnCa> {
  const keys = await crypto.subtle.generateKey(ALGORITHMS[kind], true, ['sign', 'verify'])
  const validity = { notBefore: new Date('2020-01-01T00:00:00Z'), notAfter: new Date('2049-12-31T00:00:00Z') }
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${commonName}`,
    keys,
    signingAlgorithm: ALGORITHMS[kind],
    serialNumber: '01',
    ...validity,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
    ],
  })
  let serial = 1
  return {
    certificatePem: `${ca.toString('pem')}\n`,
    issue: async (name, deviceKind = kind) => {
      const deviceKeys = await crypto.subtle.generateKey(ALGORITHMS[deviceKind], true, ['sign', 'verify'])
      const certificate = await x509.X509CertificateGenerator.create({
        subject: `CN=${name}`,
        issuer: ca.subject,
        publicKey: deviceKeys.publicKey,
        signingKey: keys.privateKey,
        signingAlgorithm: ALGORITHMS[kind],
        serialNumber: (++serial).toString(16).padStart(2, '0'),
        ...validity,
      })
      const pkcs8 = await crypto.subtle.exportKey('pkcs8', deviceKeys.privateKey)
      return { certificatePem: `${certificate.toString('pem')}\n`, privateKeyPem: `${x509.PemConverter.encode(pkcs8, 'PRIVATE KEY')}\n` }
    },
  }
}
