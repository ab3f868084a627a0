import { resourceAlreadyExists } from '@iot-core-local/core'
import { certificateValidation } from '../errors.js'
import type { Parts } from '../parts.js'
import { type Certificate, parseCertificate } from '../x509/certificate.js'
import { certificateObjection } from '../x509/key-policy.js'

/**
 * Reads a certificate that somebody else issued.
 * @throws CertificateValidationException (400) for what AWS does not take (SEC-203); ResourceAlreadyExistsException (409, REG-340).
 */
export function readCertificateToRegister({ certificateRows, deps }: Parts, pem: string): Certificate {
  const certificate = parseCertificate(pem)
  if (certificate === undefined) throw certificateValidation('The certificate cannot be read: it must be an X.509 certificate in PEM.')
  const objection = certificateObjection(certificate)
  if (objection !== undefined) throw certificateValidation(`The certificate is refused: ${objection}.`)
  const { certificateId } = certificate
  if (certificateRows.has(certificateId)) {
    const resource = { resourceId: certificateId, resourceArn: deps.arns.certificate(certificateId) }
    throw resourceAlreadyExists('The certificate is already provisioned or registered', resource)
  }
  return certificate
}
