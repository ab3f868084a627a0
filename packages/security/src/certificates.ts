import type { KeyObject } from 'node:crypto'
import { certificateState, certificateValidation } from './errors.js'
import { type CertificateStatus, resourceAlreadyExists, resourceNotFound } from '@iot-core-local/core'
import type { CertificateDesk, CreatedCertificate, FoundCertificate, SecurityDeps } from './security.js'
import type { CertificateChange, CertificateMode, CertificateRow, CertificateStore } from './store/certificate-store.js'
import { type Certificate, derOfPem, parseCertificate } from './x509/certificate.js'
import { readCertificateNames } from './x509/certificate-names.js'

export interface RegistrationFacts {
  readonly status: CertificateStatus
  readonly mode: CertificateMode
  readonly caCertificateId: string | undefined
}

/** The device certificates of an account: what operations, admission and other packages share. */
export interface Certificates extends CertificateDesk {
  /** @throws ResourceNotFoundException */
  require(certificateId: string): CertificateRow
  /** Stores a certificate. @throws ResourceAlreadyExistsException (409) when it is registered already (REG-340). */
  register(certificate: Certificate, facts: RegistrationFacts): CreatedCertificate
  /** Changes a row, counting its version up, and tells everybody when the status is another one. */
  change(row: CertificateRow, change: Partial<CertificateChange>): void
}

type KeyMaker = () => Promise<{ readonly publicKey: KeyObject; readonly privateKey: KeyObject }>

export function createCertificates(deps: SecurityDeps, rows: CertificateStore, makeKeys: KeyMaker): Certificates {
  const { arns, authority, events, ids, store, timers } = deps

  const register = (certificate: Certificate, facts: RegistrationFacts): CreatedCertificate => {
    const { certificateId, pem } = certificate
    const certificateArn = arns.certificate(certificateId)
    return store.transaction(() => {
      if (rows.has(certificateId)) {
        const resource = { resourceId: certificateId, resourceArn: certificateArn }
        throw resourceAlreadyExists('The certificate is already provisioned or registered', resource)
      }
      rows.insert({
        certificateId,
        pem,
        status: facts.status,
        mode: facts.mode,
        caCertificateId: facts.caCertificateId ?? null,
        previousOwnedBy: null,
        generationId: ids.uuid(),
        createdMs: timers.now(),
        notBeforeMs: certificate.notBeforeMs,
        notAfterMs: certificate.notAfterMs,
        transferMessage: null,
        transferMs: null,
      })
      events.publish({ type: 'certificate.created', certificateId, status: facts.status })
      return { certificateId, certificateArn, certificatePem: pem }
    })
  }

  const issue = async (source: { publicKey: KeyObject } | { csr: string }, status: CertificateStatus): Promise<CreatedCertificate> => {
    const { der } = await authority.issueDeviceCertificate({ source, nowMs: timers.now() })
    const certificate = parseCertificate(der)
    if (certificate === undefined) throw new Error('The certificate just issued cannot be read.')
    return register(certificate, { status, mode: 'DEFAULT', caCertificateId: undefined })
  }

  return {
    register,
    async createKeysAndCertificate(status) {
      // The first call also makes the issuer: both keys at the same time.
      const [{ publicKey, privateKey }] = await timers.track(Promise.all([makeKeys(), authority.deviceIssuerPem()]))
      const created = await timers.track(issue({ publicKey }, status))
      return {
        ...created,
        publicKey: publicKey.export({ format: 'pem', type: 'spki' }).toString(),
        privateKey: privateKey.export({ format: 'pem', type: 'pkcs1' }).toString(),
      }
    },
    createFromCsr: (csr, status) => timers.track(issue({ csr }, status)),
    issueFromCsr: async (csr) => (await timers.track(authority.issueDeviceCertificate({ source: { csr }, nowMs: timers.now() }))).pem,
    adopt(certificatePem, status) {
      const certificate = parseCertificate(certificatePem)
      if (certificate === undefined) throw certificateValidation('The certificate cannot be read: it must be an X.509 certificate in PEM.')
      return register(certificate, { status, mode: 'DEFAULT', caCertificateId: undefined })
    },
    find(certificateId): FoundCertificate | undefined {
      const row = rows.find(certificateId)
      // What is stored has been read once before: only its names are of interest.
      const der = row === undefined ? undefined : derOfPem(row.pem, 'CERTIFICATE')
      if (row === undefined || der === undefined) return undefined
      return {
        certificateId,
        certificateArn: arns.certificate(certificateId),
        certificatePem: row.pem,
        status: row.status,
        caCertificateId: row.caCertificateId ?? undefined,
        subject: readCertificateNames(der).subject,
      }
    },
    require(certificateId) {
      const row = rows.find(certificateId)
      if (row === undefined) throw resourceNotFound(`The certificate with the given ID does not exist. Id: ${certificateId}`)
      return row
    },
    change(row, change) {
      rows.update(row.certificateId, { ...row, ...change }, timers.now())
      const { certificateId, status: previousStatus } = row
      const status = change.status ?? previousStatus
      if (status !== previousStatus) events.publish({ type: 'certificate.statusChanged', certificateId, status, previousStatus })
    },
  }
}

/** The status a caller may register a certificate with (REG-338). @throws CertificateStateException (406) */
export function registrationStatus(status: string | undefined, isActive: boolean | undefined): CertificateStatus {
  switch (status) {
    case undefined:
      return isActive === true ? 'ACTIVE' : 'INACTIVE'
    case 'ACTIVE':
    case 'INACTIVE':
    case 'REVOKED':
      return status
    default:
      throw certificateState(`Not allowed to register certificate with ${status} status`)
  }
}
