import { createHash, type KeyObject, X509Certificate } from 'node:crypto'
import { DerError, expectTag, readChildren, readElement, readObjectIdentifier, readTime, TAG } from '../der/der-reader.js'
import { isSignatureOf } from './signature.js'

/**
 * A certificate that could be read. What OpenSSL has to decode for us (`x509` and what is read from it) is decoded when it is first asked for:
 * that costs more than all the rest of a device's first connection that has to do with its certificate.
 */
export class Certificate {
  /** SHA-256 of the DER, lower-case hex: AWS's certificate id (SEC-201, REG-330). */
  readonly certificateId: string
  readonly der: Buffer
  /** Names as they stand in the certificate. */
  readonly subjectDer: Buffer
  readonly issuerDer: Buffer
  /** The SubjectPublicKeyInfo. */
  readonly keyDer: Buffer
  readonly notBeforeMs: number
  readonly notAfterMs: number
  /** What the issuer has signed, with which algorithm (object identifier, dotted), and the signature itself. */
  readonly signed: Buffer
  readonly signatureAlgorithm: string
  readonly signature: Buffer
  #x509: X509Certificate | undefined

  /** Reads DER that somebody has checked before: OpenSSL in a handshake, or `parseCertificate`. @throws DerError */
  constructor(der: Buffer) {
    const [signed, algorithm, signature] = readChildren(readElement(der).content)
    const [, innerAlgorithm, issuer, validity, subject, key] = tbsFields(der)
    const [notBefore, notAfter] = readChildren(expectTag(validity, TAG.sequence).content)
    if (notBefore === undefined || notAfter === undefined) throw new DerError('The certificate has no validity.')
    // RFC 5280, section 4.1.1.2: else the algorithm would be one that the issuer has not signed.
    if (!expectTag(innerAlgorithm, TAG.sequence).whole.equals(expectTag(algorithm, TAG.sequence).whole)) {
      throw new DerError('The certificate names two signature algorithms.')
    }
    const [algorithmId] = readChildren(expectTag(algorithm, TAG.sequence).content)
    this.certificateId = fingerprintOf(der)
    this.der = der
    this.subjectDer = expectTag(subject, TAG.sequence).whole
    this.issuerDer = expectTag(issuer, TAG.sequence).whole
    this.keyDer = expectTag(key, TAG.sequence).whole
    this.notBeforeMs = readTime(notBefore)
    this.notAfterMs = readTime(notAfter)
    this.signed = expectTag(signed, TAG.sequence).whole
    this.signatureAlgorithm = readObjectIdentifier(expectTag(algorithmId, TAG.objectIdentifier).content)
    this.signature = expectTag(signature, TAG.bitString).content.subarray(1)
  }

  get x509(): X509Certificate {
    return (this.#x509 ??= new X509Certificate(this.der))
  }

  /** The certificate alone, normalised, ending with a newline. */
  get pem(): string {
    return toPem(this.der, 'CERTIFICATE')
  }

  /** Names as text, for comparing subject with issuer. */
  get subject(): string {
    return this.x509.subject
  }

  get issuer(): string {
    return this.x509.issuer
  }

  get isCa(): boolean {
    return this.x509.ca
  }

  get publicKey(): KeyObject {
    return this.x509.publicKey
  }
}

/** Reads a certificate from the first certificate block of a PEM text or from DER; undefined when there is none. Never throws. */
export function parseCertificate(source: string | Buffer): Certificate | undefined {
  try {
    const der = typeof source === 'string' ? derOfPem(source, 'CERTIFICATE') : source
    // Bytes behind the certificate would give it another fingerprint.
    if (der === undefined || readElement(der).whole.length !== der.length) return undefined
    const certificate = new Certificate(der)
    // What OpenSSL cannot read, and a key that is none, is found out here and not later.
    return certificate.publicKey.type === 'public' ? certificate : undefined
  } catch {
    return undefined
  }
}

/** A certificate out of a TLS handshake, in which OpenSSL has read it and has used its key. Never throws. */
export function handshakeCertificate(der: Buffer): Certificate | undefined {
  try {
    return new Certificate(der)
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
  try {
    // The same name may be written in several ways.
    if (!certificate.issuerDer.equals(ca.subjectDer) && certificate.issuer !== ca.subject) return false
    const { signed, signatureAlgorithm, signature } = certificate
    return isSignatureOf(signed, signatureAlgorithm, ca.publicKey, signature) ?? certificate.x509.verify(ca.publicKey)
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

/**
 * Certificate ::= SEQUENCE { tbs SEQUENCE { [0] version?, serial, algorithm, issuer, validity, subject, key, ... }, algorithm, signature BIT STRING }
 *
 * The fields of the signed part from `serial` on. @throws DerError
 */
export function tbsFields(der: Buffer): ReturnType<typeof readChildren> {
  const [tbs] = readChildren(readElement(der).content)
  const fields = readChildren(expectTag(tbs, TAG.sequence).content)
  return fields[0]?.tag === 0xa0 ? fields.slice(1) : fields
}
