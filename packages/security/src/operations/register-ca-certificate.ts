import { invalidRequest, limitExceeded, notImplemented, resourceAlreadyExists } from '@iot-core-local/core'
import { certificateValidation, registrationCodeValidation } from '../errors.js'
import type { Handler, Parts } from '../parts.js'
import { type Certificate, isSignedBy, parseCertificate } from '../x509/certificate.js'
import { readCertificateNames } from '../x509/certificate-names.js'
import { keyObjection } from '../x509/key-policy.js'
import { checkRegistrationConfig } from './registration-config.js'

/** REG-404, SEC-213. */
const MAX_CAS_OF_ONE_SUBJECT = 10

/** REG-401 to REG-405. */
export function registerCaCertificate(parts: Parts): Handler<'RegisterCACertificate'> {
  const { caRows, deps } = parts
  return (input) => {
    const mode = input.certificateMode ?? 'DEFAULT'
    // Old command line tools send an empty verification certificate where none is meant (REG-412).
    const verificationPem = input.verificationCertificate === '' ? undefined : input.verificationCertificate
    if (mode === 'DEFAULT' && verificationPem === undefined) throw invalidRequest('verificationCertificate is required in DEFAULT mode.')
    if (mode === 'SNI_ONLY' && verificationPem !== undefined)
      throw invalidRequest('verificationCertificate must be empty in SNI_ONLY mode.')
    const config = checkRegistrationConfig(input.registrationConfig)
    const ca = readCa(input.caCertificate)
    if (verificationPem !== undefined) checkVerification(parts, ca, verificationPem)
    const { certificateId } = ca
    const certificateArn = deps.arns.caCertificate(certificateId)
    return deps.store.transaction(() => {
      if (caRows.find(certificateId) !== undefined) {
        const resource = { resourceId: certificateId, resourceArn: certificateArn }
        throw resourceAlreadyExists('The CA certificate is already registered', resource)
      }
      if (mode === 'DEFAULT' && isTakenElsewhere(parts, certificateId)) {
        throw resourceAlreadyExists('The CA certificate is registered in DEFAULT mode by another account of this Region', {
          resourceId: certificateId,
        })
      }
      if (caRows.bySubject(ca.subject).length >= MAX_CAS_OF_ONE_SUBJECT) {
        throw limitExceeded(`No more than ${String(MAX_CAS_OF_ONE_SUBJECT)} CA certificates with the same subject can be registered.`)
      }
      caRows.insert({
        certificateId,
        pem: ca.pem,
        subject: ca.subject,
        status: input.setAsActive === true ? 'ACTIVE' : 'INACTIVE',
        autoRegistration: input.allowAutoRegistration === true ? 'ENABLE' : 'DISABLE',
        mode,
        ...config,
        generationId: deps.ids.uuid(),
        createdMs: deps.timers.now(),
        notBeforeMs: ca.notBeforeMs,
        notAfterMs: ca.notAfterMs,
      })
      assignTags(parts, certificateArn, input.tags)
      return { certificateArn, certificateId }
    })
  }
}

/** REG-404: in DEFAULT mode a CA certificate belongs to one account of a Region. */
function isTakenElsewhere({ deps }: Parts, certificateId: string): boolean {
  for (const other of deps.otherAccounts?.allBut?.(deps.accountId, deps.region) ?? []) {
    if (other.hasDefaultModeCa?.(certificateId) === true) return true
  }
  return false
}

function readCa(pem: string): Certificate {
  const ca = parseCertificate(pem)
  if (ca === undefined) throw certificateValidation('The CA certificate cannot be read: it must be an X.509 certificate in PEM.')
  if (!ca.isCa) throw certificateValidation('The CA certificate is not one of a CA: its basicConstraints do not say CA:TRUE.')
  const objection = keyObjection(ca.publicKey)
  if (objection !== undefined) throw certificateValidation(`The CA certificate is refused: ${objection}.`)
  return ca
}

/** REG-401, REG-402: signed by the CA's key, and carrying the account's registration code as its common name. */
function checkVerification({ registrationCodes }: Parts, ca: Certificate, pem: string): void {
  const verification = parseCertificate(pem)
  if (verification === undefined) throw certificateValidation('The verification certificate cannot be read.')
  if (!isSignedBy(verification, ca)) throw certificateValidation('The verification certificate was not signed by the CA certificate.')
  const code = registrationCodes.find()
  const names = readCertificateNames(verification.der).subject['CommonName'] ?? []
  if (code === undefined || !names.includes(code)) {
    throw registrationCodeValidation('The common name of the verification certificate is not the registration code of this account.')
  }
}

/** Hands the tags of a new resource to whoever keeps them. */
export function assignTags({ deps }: Parts, arn: string, tags: Parameters<NonNullable<Parts['deps']['tags']>['add']>[1] | undefined): void {
  if (tags === undefined || tags.length === 0) return
  if (deps.tags === undefined) throw notImplemented('Tagging this resource at its creation')
  deps.tags.add(arn, tags)
}
