import { X509Certificate } from 'node:crypto'
import type { CertificateDesk, FoundCertificate, RegisteredCertificate } from '../ports.js'
import type { PlannedCertificate } from '../template/plan.js'
import { registrationFailure, resourceConflicts } from '../errors.js'
import type { Trace } from './trace.js'

/** A certificate that is registered; `finish` gives it its status when everything is attached. */
export interface ReadyCertificate extends RegisteredCertificate {
  finish(): void
}

/** Finds or registers the certificate of a plan. @throws ServiceError */
export function prepareCertificate(
  certificates: CertificateDesk,
  planned: PlannedCertificate,
  issuedPem: string | undefined,
  trace: Trace,
): ReadyCertificate {
  const { source, status } = planned
  switch (source.by) {
    case 'id': {
      const found = certificates.find(source.certificateId.toLowerCase())
      if (found === undefined) throw registrationFailure(`The certificate ${source.certificateId} does not exist.`)
      trace.add('certificate', found.certificateId, 'reused', `status ${found.status}`)
      return existing(certificates, found, planned, trace)
    }
    case 'csr': {
      if (issuedPem === undefined) throw new Error('No certificate was issued for the signing request.')
      const created = certificates.adopt(issuedPem, status)
      trace.add('certificate', created.certificateId, 'created', `from a signing request, ${status}`)
      return { ...created, finish: () => undefined }
    }
    case 'pem': {
      const certificateId = fingerprintOf(source.certificatePem)
      const known = certificateId === undefined ? undefined : certificates.find(certificateId)
      if (known !== undefined) {
        trace.add('certificate', known.certificateId, 'reused', `status ${known.status}`)
        return existing(certificates, known, planned, trace)
      }
      const registered = certificates.register(source.certificatePem, source.caCertificatePem, status)
      const found = certificates.find(registered.certificateId)
      if (found === undefined) throw new Error('The certificate just registered cannot be found.')
      trace.add('certificate', found.certificateId, 'created', `registered from its PEM, ${status}`)
      return { ...found, finish: () => undefined }
    }
  }
}

/** A certificate that waits for activation always gets the template's status (PRV-610); any other one as OverrideSettings say (PRV-407). */
function existing(certificates: CertificateDesk, found: FoundCertificate, planned: PlannedCertificate, trace: Trace): ReadyCertificate {
  const { certificateId } = found
  const finish = (): void => {
    if (found.status === planned.status) {
      trace.add('certificateStatus', certificateId, 'kept', `it is ${found.status} already`)
    } else if (found.status === 'PENDING_ACTIVATION' || planned.statusOverride === 'REPLACE') {
      certificates.setStatus(certificateId, planned.status)
      trace.add('certificateStatus', certificateId, 'changed', `${found.status} to ${planned.status}`)
    } else if (planned.statusOverride === 'FAIL') {
      throw resourceConflicts(`The certificate ${certificateId} is ${found.status}, not ${planned.status}, and OverrideSettings say FAIL.`)
    } else {
      trace.add('certificateStatus', certificateId, 'kept', `OverrideSettings leave it ${found.status}`)
    }
  }
  return { ...found, finish }
}

function fingerprintOf(pem: string): string | undefined {
  try {
    return new X509Certificate(pem).fingerprint256.replaceAll(':', '').toLowerCase()
  } catch {
    return undefined
  }
}
