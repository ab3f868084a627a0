import type { Handler, Parts } from '../parts.js'

/** REG-335: each use of a request yields another certificate. */
export function createCertificateFromCsr({ certificates }: Parts): Handler<'CreateCertificateFromCsr'> {
  return ({ certificateSigningRequest, setAsActive }) =>
    certificates.createFromCsr(certificateSigningRequest, setAsActive === true ? 'ACTIVE' : 'INACTIVE')
}
