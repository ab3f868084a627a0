import { isIPv4 } from 'node:net'
import { type DerElement, readChildren, readElement, readObjectIdentifier, TAG } from '../der/der-reader.js'
import { tbsFields } from './certificate.js'
import { type NameValues, readName } from './distinguished-name.js'

/** What policy variables and provisioning read from a certificate (SEC-704). Lists are in the order of the certificate. */
export interface CertificateNames {
  readonly subject: NameValues
  readonly issuer: NameValues
  /** By the kinds `RFC822Name`, `DNSName`, `DirectoryName`, `UniformResourceIdentifier`, `IPAddress`. */
  readonly subjectAlternativeName: NameValues
  readonly issuerAlternativeName: NameValues
  /** Upper-case hex, as certificate tools print it. */
  readonly serialNumber: string
}

const NOTHING: CertificateNames = { subject: {}, issuer: {}, subjectAlternativeName: {}, issuerAlternativeName: {}, serialNumber: '' }

/** Reads the names of a certificate; what cannot be read is empty. Never throws. */
export function readCertificateNames(der: Buffer): CertificateNames {
  try {
    const [serial, , issuer, , subject, , ...optional] = tbsFields(der)
    if (serial === undefined || issuer === undefined || subject === undefined) return NOTHING
    const extensions = optional.find(({ tag }) => tag === 0xa3)
    return {
      subject: readName(subject),
      issuer: readName(issuer),
      subjectAlternativeName: alternativeNames(extensions, '2.5.29.17'),
      issuerAlternativeName: alternativeNames(extensions, '2.5.29.18'),
      serialNumber: serial.content
        .toString('hex')
        .toUpperCase()
        .replace(/^(00)+(?=.)/, ''),
    }
  } catch {
    return NOTHING
  }
}

/** Extensions ::= SEQUENCE OF SEQUENCE { id, critical BOOLEAN?, value OCTET STRING } */
function alternativeNames(extensions: DerElement | undefined, id: string): NameValues {
  const values: Record<string, string[]> = {}
  if (extensions === undefined) return values
  for (const extension of readChildren(readElement(extensions.content).content)) {
    const parts = readChildren(extension.content)
    const value = parts.at(-1)
    if (parts[0]?.tag !== TAG.objectIdentifier || readObjectIdentifier(parts[0].content) !== id || value === undefined) continue
    for (const name of readChildren(readElement(value.content).content)) {
      const [kind, text] = generalName(name)
      if (kind !== undefined) (values[kind] ??= []).push(text)
    }
  }
  return values
}

/** GeneralName ::= CHOICE { [1] rfc822Name, [2] dNSName, [4] directoryName, [6] uniformResourceIdentifier, [7] iPAddress, ... } */
function generalName({ tag, content }: DerElement): [string | undefined, string] {
  switch (tag) {
    case 0x81:
      return ['RFC822Name', content.toString('latin1')]
    case 0x82:
      return ['DNSName', content.toString('latin1')]
    case 0xa4:
      return ['DirectoryName', directoryName(readElement(content))]
    case 0x86:
      return ['UniformResourceIdentifier', content.toString('latin1')]
    case 0x87:
      return ['IPAddress', addressText(content)]
    default:
      return [undefined, '']
  }
}

function directoryName(name: DerElement): string {
  return Object.entries(readName(name))
    .flatMap(([key, values]) => values.map((value) => `${key}=${value}`))
    .join(', ')
}

function addressText(content: Buffer): string {
  if (content.length !== 16) return isIPv4([...content].join('.')) ? [...content].join('.') : ''
  const groups: string[] = []
  for (let at = 0; at < 16; at += 2) groups.push(content.readUInt16BE(at).toString(16))
  return groups.join(':')
}
