import { type KeyObject, sign } from 'node:crypto'
import { promisify } from 'node:util'
import { bitString, explicit, nullElement, objectIdentifier, sequence, unsignedInteger } from '../der/der-writer.js'
import { toPem } from './certificate.js'
import { writeName } from './write-name.js'

const signAsync = promisify(sign)

export interface SigningRequestOrder {
  /** As in {@link writeName}: `{ CommonName: 'device-1' }`. */
  readonly subject: Readonly<Record<string, string>>
  /** RSA or EC. */
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject
}

/** A PKCS #10 request (RFC 2986) in PEM, signed with SHA-256 off the event loop. @throws RangeError for an unknown attribute of the subject */
export async function createSigningRequest({ subject, publicKey, privateKey }: SigningRequestOrder): Promise<string> {
  const info = sequence(
    unsignedInteger(Buffer.from([0])),
    writeName(subject),
    publicKey.export({ format: 'der', type: 'spki' }),
    // No attributes, which must be said.
    explicit(0),
  )
  const isRsa = privateKey.asymmetricKeyType === 'rsa'
  const algorithm = isRsa
    ? sequence(objectIdentifier('1.2.840.113549.1.1.11'), nullElement())
    : sequence(objectIdentifier('1.2.840.10045.4.3.2'))
  return toPem(sequence(info, algorithm, bitString(await signAsync('sha256', info, privateKey))), 'CERTIFICATE REQUEST')
}
