import type { KeyObject } from 'node:crypto'

const CURVES: ReadonlySet<string> = new Set(['prime256v1', 'secp384r1', 'secp521r1'])
const MIN_RSA_BITS = 2048

/** Why AWS IoT does not take the key; undefined when it does (SEC-203). */
export function keyObjection(key: KeyObject): string | undefined {
  const { modulusLength = 0, namedCurve = '' } = key.asymmetricKeyDetails ?? {}
  const type = key.asymmetricKeyType
  if (type === 'rsa' || type === 'rsa-pss') {
    return modulusLength >= MIN_RSA_BITS
      ? undefined
      : `RSA keys must have at least ${String(MIN_RSA_BITS)} bits, this one has ${String(modulusLength)}`
  }
  if (type === 'ec') return CURVES.has(namedCurve) ? undefined : `the curve ${namedCurve} is not supported: use P-256, P-384 or P-521`
  return `keys of the type ${type ?? 'unknown'} are not supported: use RSA or NIST P-256, P-384, P-521`
}

/** RSA (PKCS #1 and PSS), ECDSA with SHA-256, -384 and -512, and DSA with SHA-256 (REG-342). */
const SIGNATURE_ALGORITHMS: ReadonlySet<string> = new Set([
  '1.2.840.113549.1.1.10',
  '1.2.840.113549.1.1.11',
  '1.2.840.113549.1.1.12',
  '1.2.840.113549.1.1.13',
  '1.2.840.10045.4.3.2',
  '1.2.840.10045.4.3.3',
  '1.2.840.10045.4.3.4',
  '2.16.840.1.101.3.4.3.2',
])

/** Why AWS IoT does not take the algorithm of a signature (dotted object identifier); undefined when it does. */
export function signatureObjection(algorithm: string): string | undefined {
  return SIGNATURE_ALGORITHMS.has(algorithm) ? undefined : `signatures of the algorithm ${algorithm} are not supported`
}
