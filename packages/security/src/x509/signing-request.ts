import { constants, createPublicKey, type KeyObject, verify } from 'node:crypto'
import { invalidRequest } from '@iot-core-local/core'
import { expectTag, readChildren, readElement, readObjectIdentifier, TAG } from '../der/der-reader.js'
import { derOfPem } from './certificate.js'
import { keyObjection } from './key-policy.js'
import { isSignatureOf } from './signature.js'

/** What a certificate takes over from a signing request. */
export interface SigningRequest {
  /** The `Name`, DER-encoded as in the request. */
  readonly subjectDer: Buffer
  readonly publicKey: KeyObject
}

const RSA_PSS = '1.2.840.113549.1.1.10'

/**
 * Reads a PKCS #10 request in PEM and checks that its own key signed it (RFC 2986).
 * @throws InvalidRequestException (400) when it cannot be read, its signature is wrong or its key is not one that AWS takes (REG-335).
 */
export function parseSigningRequest(pem: string): SigningRequest {
  const request = readRequest(pem)
  if (request === undefined) throw invalidRequest('The certificate signing request cannot be read: it must be a PKCS #10 request in PEM.')
  const objection = keyObjection(request.publicKey)
  if (objection !== undefined) throw invalidRequest(`The key of the certificate signing request is refused: ${objection}.`)
  if (!request.isSigned)
    throw invalidRequest('The certificate signing request is not signed by its own key with SHA-256, SHA-384 or SHA-512.')
  return request
}

/** CertificationRequest ::= SEQUENCE { info SEQUENCE { version, subject, key, [0] attributes }, algorithm SEQUENCE { id, ... }, signature BIT STRING } */
function readRequest(pem: string): (SigningRequest & { readonly isSigned: boolean }) | undefined {
  try {
    const der = derOfPem(pem, 'CERTIFICATE REQUEST', 'NEW CERTIFICATE REQUEST')
    if (der === undefined) return undefined
    const [info, algorithm, signature] = readChildren(readElement(der).content)
    const [, subject, key] = readChildren(expectTag(info, TAG.sequence).content)
    const subjectDer = Buffer.from(expectTag(subject, TAG.sequence).whole)
    const publicKey = createPublicKey({ key: expectTag(key, TAG.sequence).whole, format: 'der', type: 'spki' })
    const [id] = readChildren(expectTag(algorithm, TAG.sequence).content)
    const algorithmId = readObjectIdentifier(expectTag(id, TAG.objectIdentifier).content)
    const bits = expectTag(signature, TAG.bitString).content.subarray(1)
    return { subjectDer, publicKey, isSigned: isSelfSigned(expectTag(info, TAG.sequence).whole, algorithmId, publicKey, bits) }
  } catch {
    return undefined
  }
}

function isSelfSigned(data: Buffer, algorithmId: string, key: KeyObject, signature: Buffer): boolean {
  if (algorithmId !== RSA_PSS) return isSignatureOf(data, algorithmId, key, signature) ?? false
  const pss = { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_AUTO }
  return ['sha256', 'sha384', 'sha512'].some((digest) => verify(digest, data, pss, signature))
}
