import type { Access, AdmissionOutcome, ConnectAttempt, Peer, Principal } from '@iot-core-local/core'
import type { Parts } from '../parts.js'
import type { SecurityOptions } from '../security.js'
import type { CertificateRow } from '../store/certificate-store.js'
import { fingerprintOf, handshakeCertificate, parseCertificate } from '../x509/certificate.js'
import { certificateObjection } from '../x509/key-policy.js'
import type { Epoch } from './epoch.js'
import type { Permissions, Subject } from './permissions.js'
import { SubjectSession } from './session.js'

type Refusal = Extract<AdmissionOutcome, { isAdmitted: false }>

/** Decides who a connection or request is (SEC-215). What it may do is asked of the session. */
export class Admission implements Access {
  readonly #parts: Parts
  readonly #permissions: Permissions
  readonly #epoch: Epoch
  readonly #isSniRequired: boolean

  constructor(parts: Parts, permissions: Permissions, epoch: Epoch, options: SecurityOptions) {
    this.#parts = parts
    this.#permissions = permissions
    this.#epoch = epoch
    this.#isSniRequired = options.isSniRequired ?? false
  }

  get epoch(): number {
    return this.#epoch.value
  }

  admitConnection(peer: Peer, connect: ConnectAttempt): Promise<AdmissionOutcome> {
    return Promise.resolve(this.#admit(peer, connect))
  }

  admitRequest(peer: Peer): Promise<AdmissionOutcome> {
    return Promise.resolve(this.#admit(peer, undefined))
  }

  #admit(peer: Peer, connect: ConnectAttempt | undefined): AdmissionOutcome {
    const { deps } = this.#parts
    if (peer.iam !== undefined) {
      const { accessKeyId } = peer.iam
      return this.#session({ kind: 'iam', accessKeyId, arn: `arn:${deps.arns.partition}:iam::${deps.accountId}:root` }, peer, connect)
    }
    if (peer.transport === 'wss') {
      // AWS takes no client certificates on WebSockets (SEC-101).
      return refusal(
        'NO_CREDENTIALS',
        'The WebSocket request was not signed: sign it with Signature Version 4 for the service iotdevicegateway.',
      )
    }
    if (peer.clientCertificate !== undefined) return this.#admitCertificate(peer, connect, peer.clientCertificate.der)
    if (peer.transport === 'mqtt' || peer.transport === 'ws') return this.#session({ kind: 'anonymous' }, peer, connect)
    return peer.transport === 'mqtts'
      ? refusal(
          'NO_CLIENT_CERTIFICATE',
          'The client sent no certificate in the TLS handshake. Give it a certificate that is registered and ACTIVE.',
        )
      : refusal('NO_CREDENTIALS', 'The request has neither a client certificate nor a signature (Signature Version 4).')
  }

  #admitCertificate(peer: Peer, connect: ConnectAttempt | undefined, der: Buffer): AdmissionOutcome {
    const certificateId = fingerprintOf(der)
    const row = this.#parts.certificateRows.find(certificateId)
    const refused = row === undefined ? this.#meetUnknown(peer, connect, der, certificateId) : this.#objectionTo(row, peer, connect)
    if (refused !== undefined) return refused
    return this.#session({ kind: 'certificate', certificateId, arn: this.#parts.deps.arns.certificate(certificateId) }, peer, connect)
  }

  #session(principal: Exclude<Principal, { kind: 'internal' }>, peer: Peer, connect: ConnectAttempt | undefined): AdmissionOutcome {
    const subject: Subject = { principal, connect, sourceIp: peer.remoteAddress, domainName: peer.serverName }
    return { isAdmitted: true, session: new SubjectSession(principal, subject, this.#permissions, this) }
  }

  /** Why a registered certificate may not come in. */
  #objectionTo(row: CertificateRow, peer: Peer, connect: ConnectAttempt | undefined): Refusal | undefined {
    const { certificateId } = row
    const details = { certificate: { id: certificateId, status: row.status } }
    const refuse = (reason: string, explanation: string): Refusal => refusal(reason, explanation, certificateId, details)
    switch (row.status) {
      case 'ACTIVE':
        break
      case 'PENDING_ACTIVATION':
        if (connect !== undefined) this.#announceAgain(row, peer, connect)
        return refuse(
          'CERTIFICATE_PENDING_ACTIVATION',
          `The certificate ${certificateId} waits for activation: UpdateCertificate to ACTIVE lets it in.`,
        )
      case 'INACTIVE':
      case 'REGISTER_INACTIVE':
        return refuse('CERTIFICATE_INACTIVE', `The certificate ${certificateId} is ${row.status}: UpdateCertificate to ACTIVE lets it in.`)
      case 'REVOKED':
        return refuse('CERTIFICATE_REVOKED', `The certificate ${certificateId} was revoked.`)
      case 'PENDING_TRANSFER':
        return refuse('CERTIFICATE_PENDING_TRANSFER', `The certificate ${certificateId} is being transferred between accounts.`)
    }
    if (row.notAfterMs < this.#parts.deps.timers.now()) {
      return refuse('CERTIFICATE_EXPIRED', `The certificate ${certificateId} expired at ${new Date(row.notAfterMs).toISOString()}.`)
    }
    if (this.#isSniRequired && row.mode === 'SNI_ONLY' && peer.serverName === undefined) {
      return refuse(
        'SNI_REQUIRED',
        `The certificate ${certificateId} is SNI_ONLY, and the client sent no host name (SNI) in the TLS handshake.`,
      )
    }
    return undefined
  }

  /** PRV-204: a device that keeps coming is announced each time, while its CA registers automatically. */
  #announceAgain(row: CertificateRow, peer: Peer, connect: ConnectAttempt): void {
    if (row.caCertificateId === null) return
    const ca = this.#parts.caRows.find(row.caCertificateId)
    if (ca?.status === 'ACTIVE' && ca.autoRegistration === 'ENABLE') {
      this.#announce(row.certificateId, row.caCertificateId, peer, connect)
    }
  }

  /** Registers the certificate when its CA asks for it (PRV-201, PRV-202); it is refused in any case. */
  #meetUnknown(peer: Peer, connect: ConnectAttempt | undefined, der: Buffer, certificateId: string): Refusal {
    const { caFinder, certificates, deps } = this.#parts
    const refuse = (reason: string, explanation: string): Refusal => refusal(reason, explanation, certificateId)
    const certificate = handshakeCertificate(der)
    const signers = certificate === undefined ? [] : caFinder.signersOf(certificate)
    const [signer] = signers
    if (certificate === undefined || signer === undefined) {
      const issuer = parseCertificate(der)?.issuer
      return issuer === undefined
        ? refuse('UNREADABLE_CERTIFICATE', 'The client certificate cannot be read as X.509.')
        : refuse(
            'UNKNOWN_CERTIFICATE',
            `The certificate ${certificateId} is not registered in this account and Region, and no registered CA signed it (issuer: ${issuer.replaceAll('\n', ', ')}).`,
          )
    }
    const ca = signers.find(({ status, autoRegistration }) => status === 'ACTIVE' && autoRegistration === 'ENABLE')
    if (ca === undefined) {
      return refuse(
        'UNKNOWN_CERTIFICATE',
        `The certificate ${certificateId} is not registered, and its CA ${signer.certificateId} does not register automatically (status ${signer.status}, autoRegistrationStatus ${signer.autoRegistration}).`,
      )
    }
    // Whether HTTPS registers too is not known (PRV-201): only a CONNECT does here.
    if (connect === undefined)
      return refuse('UNKNOWN_CERTIFICATE', `The certificate ${certificateId} is not registered: an MQTT CONNECT would register it.`)
    const objection = certificateObjection(certificate)
    if (objection !== undefined)
      return refuse('UNSUPPORTED_CERTIFICATE', `The certificate ${certificateId} is not registered: ${objection}.`)
    if (certificate.notAfterMs < deps.timers.now()) {
      return refuse('CERTIFICATE_EXPIRED', `The certificate ${certificateId} expired at ${new Date(certificate.notAfterMs).toISOString()}.`)
    }
    deps.store.transaction(() => {
      certificates.register(certificate, { status: 'PENDING_ACTIVATION', mode: ca.mode, caCertificateId: ca.certificateId })
      this.#announce(certificateId, ca.certificateId, peer, connect)
    })
    const explanation = `The certificate ${certificateId} was registered just now through its CA ${ca.certificateId} and waits for activation: UpdateCertificate to ACTIVE lets it in.`
    return refusal('REGISTERED_PENDING_ACTIVATION', explanation, certificateId, {
      certificate: { id: certificateId, status: 'PENDING_ACTIVATION' },
      caCertificateId: ca.certificateId,
    })
  }

  #announce(certificateId: string, caCertificateId: string, peer: Peer, connect: ConnectAttempt): void {
    this.#parts.deps.events.publish({
      type: 'certificate.presented',
      certificateId,
      caCertificateId,
      sourceIp: peer.remoteAddress,
      clientId: connect.clientId,
    })
  }
}

function refusal(reason: string, explanation: string, principalId?: string, details?: Readonly<Record<string, unknown>>): Refusal {
  return {
    isAdmitted: false,
    reason,
    explanation,
    ...(principalId === undefined ? {} : { principalId }),
    ...(details === undefined ? {} : { details }),
  }
}
