import { createHash, createPublicKey, type KeyObject, sign } from 'node:crypto'
import { isIPv4 } from 'node:net'
import { promisify } from 'node:util'
import { readChildren, readElement } from '../der/der-reader.js'
import {
  bitString,
  boolean,
  explicit,
  implicit,
  nullElement,
  objectIdentifier,
  octetString,
  sequence,
  set,
  time,
  unsignedInteger,
  utf8String,
} from '../der/der-writer.js'

/* Makes X.509 v3 certificates (RFC 5280, 4.1): the root, the device issuer, the server's and those of devices. */

const signAsync = promisify(sign)

export type CertificateKind =
  | { readonly use: 'ca'; readonly pathLength?: number }
  | { readonly use: 'server'; readonly hostNames: readonly string[] }
  | { readonly use: 'device' }

export interface CertificateOrder {
  /** 20 bytes (REG-331). */
  readonly serialNumber: Buffer
  /** DER of the subject's `Name`. */
  readonly subjectDer: Buffer
  readonly publicKey: KeyObject
  readonly notBeforeMs: number
  readonly notAfterMs: number
  readonly kind: CertificateKind
  readonly issuer: Issuer
}

export interface Issuer {
  readonly nameDer: Buffer
  /** RSA or EC. */
  readonly privateKey: KeyObject
}

const OID = {
  commonName: '2.5.4.3',
  organizationalUnit: '2.5.4.11',
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAlternativeName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
  serverAuthentication: '1.3.6.1.5.5.7.3.1',
  sha256WithRsa: '1.2.840.113549.1.1.11',
  sha256WithEcdsa: '1.2.840.10045.4.3.2',
} as const

const DIGITAL_SIGNATURE = bitString(Buffer.from([0x80]), 7)
const CERTIFICATE_AND_CRL_SIGN = bitString(Buffer.from([0x06]), 1)

/** Signs a certificate; resolves with its DER. The signature is made off the event loop. */
export async function issueCertificate(order: CertificateOrder): Promise<Buffer> {
  const isRsa = order.issuer.privateKey.asymmetricKeyType === 'rsa'
  const algorithm = isRsa ? sequence(objectIdentifier(OID.sha256WithRsa), nullElement()) : sequence(objectIdentifier(OID.sha256WithEcdsa))
  const keyDer = order.publicKey.export({ format: 'der', type: 'spki' })
  const signedPart = sequence(
    explicit(0, unsignedInteger(Buffer.from([2]))),
    unsignedInteger(positive(order.serialNumber)),
    algorithm,
    order.issuer.nameDer,
    sequence(time(order.notBeforeMs), time(order.notAfterMs)),
    order.subjectDer,
    keyDer,
    explicit(3, sequence(...extensionsOf(order, keyDer))),
  )
  const signature = await signAsync('sha256', signedPart, order.issuer.privateKey)
  return sequence(signedPart, algorithm, bitString(signature))
}

/** A `Name` of one common name. */
export function commonName(text: string): Buffer {
  return nameOf(OID.commonName, text)
}

/** A `Name` of one organizational unit: AWS's issuer name has this odd form (REG-331). */
export function organizationalUnitName(text: string): Buffer {
  return nameOf(OID.organizationalUnit, text)
}

function nameOf(type: string, text: string): Buffer {
  return sequence(set(sequence(objectIdentifier(type), utf8String(text))))
}

/** As many bytes, but neither negative nor starting with zero. */
function positive(bytes: Buffer): Buffer {
  const number = Buffer.from(bytes)
  number.writeUInt8((number.readUInt8(0) & 0x3f) | 0x40, 0)
  return number
}

function extensionsOf({ kind, issuer }: CertificateOrder, keyDer: Buffer): readonly Buffer[] {
  const authorityKey = extension(OID.authorityKeyIdentifier, sequence(implicit(0, issuerIdentifier(issuer.privateKey))))
  const subjectKey = extension(OID.subjectKeyIdentifier, octetString(keyIdentifier(keyDer)))
  switch (kind.use) {
    case 'ca':
      return [
        subjectKey,
        criticalExtension(
          OID.basicConstraints,
          kind.pathLength === undefined
            ? sequence(boolean(true))
            : sequence(boolean(true), unsignedInteger(Buffer.from([kind.pathLength]))),
        ),
        criticalExtension(OID.keyUsage, CERTIFICATE_AND_CRL_SIGN),
        authorityKey,
      ]
    case 'server':
      return [
        authorityKey,
        subjectKey,
        criticalExtension(OID.basicConstraints, sequence()),
        criticalExtension(OID.keyUsage, DIGITAL_SIGNATURE),
        extension(OID.extendedKeyUsage, sequence(objectIdentifier(OID.serverAuthentication))),
        extension(OID.subjectAlternativeName, sequence(...kind.hostNames.map(generalName))),
      ]
    case 'device':
      return [
        authorityKey,
        subjectKey,
        criticalExtension(OID.basicConstraints, sequence()),
        criticalExtension(OID.keyUsage, DIGITAL_SIGNATURE),
      ]
  }
}

function extension(id: string, value: Buffer): Buffer {
  return sequence(objectIdentifier(id), octetString(value))
}

function criticalExtension(id: string, value: Buffer): Buffer {
  return sequence(objectIdentifier(id), boolean(true), octetString(value))
}

/** SHA-1 of the key's bits (RFC 5280, 4.2.1.2): a name for the key, not a safeguard. */
function keyIdentifier(keyDer: Buffer): Buffer {
  const [, bits] = readChildren(readElement(keyDer).content)
  return createHash('sha1')
    .update(bits?.content.subarray(1) ?? Buffer.alloc(0))
    .digest()
}

/** An issuer signs many certificates, and taking its key apart costs as much as signing one. */
const issuerIdentifiers = new WeakMap<KeyObject, Buffer>()

function issuerIdentifier(privateKey: KeyObject): Buffer {
  const known = issuerIdentifiers.get(privateKey)
  if (known !== undefined) return known
  const identifier = keyIdentifier(createPublicKey(privateKey).export({ format: 'der', type: 'spki' }))
  issuerIdentifiers.set(privateKey, identifier)
  return identifier
}

function generalName(hostName: string): Buffer {
  if (isIPv4(hostName)) return implicit(7, Buffer.from(hostName.split('.').map(Number)))
  return hostName.includes(':') ? implicit(7, ipv6Bytes(hostName)) : implicit(2, Buffer.from(hostName, 'latin1'))
}

/** The 16 bytes of an IPv6 address without zone or embedded IPv4 part. */
function ipv6Bytes(address: string): Buffer {
  const [head = '', tail] = address.split('::')
  const groupsOf = (text: string): number[] => (text === '' ? [] : text.split(':').map((group) => parseInt(group, 16)))
  const [before, after] = [groupsOf(head), groupsOf(tail ?? '')]
  const gap = tail === undefined ? 0 : 8 - before.length - after.length
  const groups = [...before, ...Array.from({ length: Math.max(0, gap) }, () => 0), ...after]
  const bytes = Buffer.alloc(16)
  for (const [index, group] of groups.slice(0, 8).entries()) bytes.writeUInt16BE(group & 0xffff, index * 2)
  return bytes
}
