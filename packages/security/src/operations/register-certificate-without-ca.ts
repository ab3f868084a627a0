import { registrationStatus } from '../certificates.js'
import type { Handler, Parts } from '../parts.js'
import { readCertificateToRegister } from './read-certificate-to-register.js'

/** REG-339: whoever signed it, and always `SNI_ONLY`. */
export function registerCertificateWithoutCa(parts: Parts): Handler<'RegisterCertificateWithoutCA'> {
  return ({ certificatePem, status }) => {
    const registered = registrationStatus(status, undefined)
    const certificate = readCertificateToRegister(parts, certificatePem)
    const { certificateId, certificateArn } = parts.certificates.register(certificate, {
      status: registered,
      mode: 'SNI_ONLY',
      caCertificateId: undefined,
    })
    return { certificateId, certificateArn }
  }
}
