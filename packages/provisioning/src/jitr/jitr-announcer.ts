import type { AccountContext, Publisher } from '@iot-core-local/core'
import { registrationPayload, registrationTopic } from './registration-event.js'

export interface JitrAnnouncer {
  start(): void
  close(): void
}

/**
 * Announces each connect attempt with a certificate that waits for activation: the first one, which registered it, and every repeat
 * (PRV-203, PRV-204). No event configuration switches it off (PRV-205).
 */
export function createJitrAnnouncer(deps: AccountContext & { readonly publisher: Publisher }): JitrAnnouncer {
  let stop: (() => void) | undefined
  return {
    start: () => {
      stop = deps.events.on('certificate.presented', (event) => {
        const { certificateId, caCertificateId, clientId } = event
        deps.decisions.record({
          kind: 'provisioning',
          outcome: 'allowed',
          eventType: 'RegisterCertificate',
          reason: 'PENDING_ACTIVATION',
          explanation: `Certificate ${certificateId} came with client '${clientId}' and waits for activation; the registration event was published.`,
          clientId,
          principalId: certificateId,
          sourceIp: event.sourceIp,
          topic: registrationTopic(caCertificateId),
        })
        const payload = registrationPayload({ certificateId, caCertificateId, accountId: deps.accountId, presentedAtMs: deps.timers.now() })
        void deps.timers.track(deps.publisher.publish({ topic: registrationTopic(caCertificateId), payload, clientId }))
      })
    },
    close: () => stop?.(),
  }
}
