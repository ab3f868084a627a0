import { expect, test } from 'vitest'
import { useProvisioning } from '../../test/use-provisioning.js'

const certificateId = 'a'.repeat(64)
const caCertificateId = 'b'.repeat(64)

test('[PRV-203] a certificate that waits for activation is announced on the topic of its CA', () => {
  const { account } = useProvisioning()
  account.events.publish({ type: 'certificate.presented', certificateId, caCertificateId, clientId: 'lamp-1', sourceIp: '127.0.0.1' })
  expect(account.published).toEqual([
    {
      topic: `$aws/events/certificates/registered/${caCertificateId}`,
      payload: JSON.stringify({
        certificateId,
        caCertificateId,
        timestamp: account.timers.now(),
        certificateStatus: 'PENDING_ACTIVATION',
        awsAccountId: '123456789012',
        certificateRegistrationTimestamp: null,
      }),
    },
  ])
})

test('[PRV-204] every repeat is announced again', () => {
  const { account } = useProvisioning()
  for (let attempt = 0; attempt < 3; attempt++) {
    account.events.publish({ type: 'certificate.presented', certificateId, caCertificateId, clientId: 'lamp-1', sourceIp: '127.0.0.1' })
  }
  expect(account.published).toHaveLength(3)
  expect(account.decisions.find({ kind: 'provisioning', clientId: 'lamp-1' })).toHaveLength(3)
})
