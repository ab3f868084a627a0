import { createHash, type KeyObject, X509Certificate } from 'node:crypto'
import { expectTag, readChildren, readElement, readObjectIdentifier, readTime, TAG } from '../der/der-reader.js'

/** A certificate that could be read. */
export interface Certificate {
  /** SHA-256 of the DER, lower-case hex: AWS's certificate id (SEC-201, REG-330). */
  readonly certificateId: string
  readonly der: Buffer
  /** The certificate alone, normalised, ending with a newline. */
  readonly pem: string
  /** Names as text, for comparing subject with issuer. */
  readonly subject: string
  readonly issuer: string
  readonly isCa: boolean
  readonly notBeforeMs: number
  readonly notAfterMs: number
  readonly publicKey: KeyObject
  /** Object identifier, dotted. */
  readonly signatureAlgorithm: string
  readonly x509: X509Certificate
}

/** Reads a certificate from the first certificate block of a PEM text or from DER; undefined when there is none. Never throws. */
export function parseCertificate(source: string | Buffer): Certificate | undefined {
  try {
    const der = typeof source === 'string' ? derOfPem(source, 'CERTIFICATE') : source
    // Bytes behind the certificate would give it another fingerprint.
    if (der === undefined || readElement(der).whole.length !== der.length) return undefined
    const x509 = new X509Certificate(der)
    const { notBeforeMs, notAfterMs } = validityOf(der)
    return {
      certificateId: fingerprintOf(der),
      der,
      pem: toPem(der, 'CERTIFICATE'),
      subject: x509.subject,
      issuer: x509.issuer,
      isCa: x509.ca,
      notBeforeMs,
      notAfterMs,
      publicKey: x509.publicKey,
      signatureAlgorithm: signatureAlgorithmOf(der),
      x509,
    }
  } catch {
    return undefined
  }
}

/** SHA-256 of the DER in lower-case hex. */
export function fingerprintOf(der: Uint8Array): string {
  return createHash('sha256').update(der).digest('hex')
}

/** Whether the CA's key made the certificate's signature, and its name is the certificate's issuer. Never throws. */
export function isSignedBy(certificate: Certificate, ca: Certificate): boolean {
  if (certificate.issuer !== ca.subject) return false
  try {
    return certificate.x509.verify(ca.publicKey)
  } catch {
    return false
  }
}

/** The bytes of the first block with this label; text around it is ignored. */
export function derOfPem(pem: string, ...labels: readonly string[]): Buffer | undefined {
  for (const label of labels) {
    const begin = `-----BEGIN ${label}-----`
    const start = pem.indexOf(begin)
    const end = start < 0 ? -1 : pem.indexOf(`-----END ${label}-----`, start)
    if (end < 0) continue
    const body = pem.slice(start + begin.length, end).replace(/\s+/g, '')
    if (!/^[A-Za-z0-9+/]+={0,2}$/.test(body)) return undefined
    return Buffer.from(readElement(Buffer.from(body, 'base64')).whole)
  }
  return undefined
}

export function toPem(der: Uint8Array, label: string): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}

/** Certificate ::= SEQUENCE { tbs SEQUENCE { [0] version?, serial, signature, issuer, validity SEQUENCE { notBefore, notAfter }, ... } } */
function validityOf(der: Buffer): { notBeforeMs: number; notAfterMs: number } {
  const fields = tbsFields(der)
  const [notBefore, notAfter] = readChildren(expectTag(fields[3], TAG.sequence).content)
  if (notBefore === undefined || notAfter === undefined) throw new Error('The certificate has no validity.')
  return { notBeforeMs: readTime(notBefore), notAfterMs: readTime(notAfter) }
}

function signatureAlgorithmOf(der: Buffer): string {
  const [, algorithm] = readChildren(readElement(der).content)
  const [id] = readChildren(expectTag(algorithm, TAG.sequence).content)
  return readObjectIdentifier(expectTag(id, TAG.objectIdentifier).content)
}

/** The fields of the signed part from `serialNumber` on: serial, signature algorithm, issuer, validity, subject, key, then optional ones. @throws DerError */
export function tbsFields(der: Buffer): ReturnType<typeof readChildren> {
  const [tbs] = readChildren(readElement(der).content)
  const fields = readChildren(expectTag(tbs, TAG.sequence).content)
  return fields[0]?.tag === 0xa0 ? fields.slice(1) : fields
}
