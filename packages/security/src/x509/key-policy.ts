import type { KeyObject } from 'node:crypto'
import { expectTag, readChildren, readElement, TAG } from '../der/der-reader.js'
import type { Certificate } from './certificate.js'

const CURVES: ReadonlySet<string> = new Set(['prime256v1', 'secp384r1', 'secp521r1'])
/** P-256, P-384 and P-521 as the parameters of a key: the object identifiers' content in hex. */
const CURVE_IDS: ReadonlySet<string> = new Set(['2a8648ce3d030107', '2b81040022', '2b81040023'])
const EC_KEY_ID = '2a8648ce3d0201'
const MIN_RSA_BITS = 2048

/** Why AWS IoT does not take the certificate, for its key or its signature; undefined when it does (SEC-203, REG-342). */
export function certificateObjection(certificate: Certificate): string | undefined {
  try {
    const objection = hasSupportedCurve(certificate.keyDer) ? undefined : keyObjection(certificate.publicKey)
    return objection ?? signatureObjection(certificate.signatureAlgorithm)
  } catch {
    return 'its key cannot be read'
  }
}

/** SubjectPublicKeyInfo ::= SEQUENCE { algorithm SEQUENCE { id, curve id }, key BIT STRING }. Most devices have such a key, and it need not be decoded for this. */
function hasSupportedCurve(keyDer: Buffer): boolean {
  const [algorithm] = readChildren(readElement(keyDer).content)
  const [id, curve] = readChildren(expectTag(algorithm, TAG.sequence).content)
  return id?.content.toString('hex') === EC_KEY_ID && curve?.tag === TAG.objectIdentifier && CURVE_IDS.has(curve.content.toString('hex'))
}

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
function signatureObjection(algorithm: string): string | undefined {
  return SIGNATURE_ALGORITHMS.has(algorithm) ? undefined : `signatures of the algorithm ${algorithm} are not supported`
}
