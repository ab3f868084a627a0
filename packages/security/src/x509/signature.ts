import { type KeyObject, verify } from 'node:crypto'

/** Algorithms that are no more than a key and a digest: RSA (PKCS #1), ECDSA, and DSA with SHA-256. */
const DIGESTS: ReadonlyMap<string, string> = new Map([
  ['1.2.840.113549.1.1.11', 'sha256'],
  ['1.2.840.113549.1.1.12', 'sha384'],
  ['1.2.840.113549.1.1.13', 'sha512'],
  ['1.2.840.10045.4.3.2', 'sha256'],
  ['1.2.840.10045.4.3.3', 'sha384'],
  ['1.2.840.10045.4.3.4', 'sha512'],
  ['2.16.840.1.101.3.4.3.2', 'sha256'],
])

/** Whether the key made the signature; undefined for algorithms (dotted object identifiers) that need more than a digest. */
export function isSignatureOf(data: Buffer, algorithmId: string, key: KeyObject, signature: Buffer): boolean | undefined {
  const digest = DIGESTS.get(algorithmId)
  return digest === undefined ? undefined : verify(digest, data, key, signature)
}
