/** What the registration event is made of. */
export interface PresentedCertificate {
  readonly certificateId: string
  readonly caCertificateId: string
  readonly accountId: string
  /** When the device came with it, in epoch milliseconds. */
  readonly presentedAtMs: number
}

/** The topic of a CA's registration events (PRV-203, EVT-055). */
export function registrationTopic(caCertificateId: string): string {
  return `$aws/events/certificates/registered/${caCertificateId}`
}

/**
 * The payload of the event (PRV-203, EVT-057), in the member order of the documentation. `certificateRegistrationTimestamp` is null
 * as on live AWS, although the guide shows a text.
 */
export function registrationPayload(certificate: PresentedCertificate): string {
  return JSON.stringify({
    certificateId: certificate.certificateId,
    caCertificateId: certificate.caCertificateId,
    timestamp: certificate.presentedAtMs,
    certificateStatus: 'PENDING_ACTIVATION',
    awsAccountId: certificate.accountId,
    certificateRegistrationTimestamp: null,
  })
}
