import { expect, test } from 'vitest'
import { templateBody, useProvisioning } from './use-provisioning.js'

const CA = 'b'.repeat(64)
const LEAF = 'a'.repeat(64)
const COMMON_NAME = 'AWS::IoT::Certificate::CommonName'

const BODY = JSON.stringify({
  Parameters: { [COMMON_NAME]: { Type: 'String' }, 'AWS::IoT::Certificate::Id': { Type: 'String' } },
  Resources: {
    thing: { Type: 'AWS::IoT::Thing', Properties: { ThingName: { Ref: COMMON_NAME } } },
    certificate: { Type: 'AWS::IoT::Certificate', Properties: { CertificateId: { Ref: 'AWS::IoT::Certificate::Id' }, Status: 'ACTIVE' } },
    policy: { Type: 'AWS::IoT::Policy', Properties: { PolicyDocument: '{"Version":"2012-10-17","Statement":[]}' } },
  },
})

function present({ account }: ReturnType<typeof useProvisioning>): void {
  account.events.publish({
    type: 'certificate.presented',
    certificateId: LEAF,
    caCertificateId: CA,
    clientId: 'dev1',
    sourceIp: '127.0.0.1',
  })
}

test('[PRV-301] a device is provisioned when the event has been handled', () => {
  const setup = useProvisioning()
  setup.world.cas.put(CA, { templateBody: BODY })
  setup.world.addPending(LEAF, { CommonName: ['dev1', 'other'] })
  present(setup)
  const [policyName] = setup.world.policies.ids()
  expect(policyName).toMatch(/^[0-9A-F]{40}$/)
  expect(setup.world.certificates.get(LEAF)).toMatchObject({ status: 'ACTIVE', policies: [policyName] })
  expect(setup.world.things.get('dev1')?.principals).toHaveLength(1)
  expect(setup.account.published).toHaveLength(1)
})

test('[PRV-304] two first connects at once provision once', () => {
  const setup = useProvisioning()
  setup.world.cas.put(CA, { templateBody: BODY })
  setup.world.addPending(LEAF, { CommonName: ['dev1'] })
  present(setup)
  present(setup)
  expect(setup.world.things.get('dev1')?.principals).toHaveLength(1)
  expect(
    setup.account.decisions.find({ kind: 'provisioning', outcome: 'allowed' }).filter(({ eventType }) => eventType === 'ProvisionDevice'),
  ).toHaveLength(1)
})

test('[PRV-104] a named template must be enabled, of the type JITP, and there', async () => {
  const setup = useProvisioning()
  setup.world.cas.put(CA, { templateName: 'just-in-time' })
  setup.world.addPending(LEAF, { CommonName: ['dev1'] })
  present(setup)
  const template = {
    templateName: 'just-in-time',
    templateBody: BODY,
    provisioningRoleArn: 'arn:aws:iam::123456789012:role/r',
    type: 'JITP' as const,
  }
  await setup.iot('CreateProvisioningTemplate')(template, setup.call)
  present(setup)
  expect(setup.world.certificates.get(LEAF)?.status).toBe('PENDING_ACTIVATION')
  await setup.iot('UpdateProvisioningTemplate')({ templateName: 'just-in-time', enabled: true }, setup.call)
  present(setup)
  expect(setup.world.certificates.get(LEAF)?.status).toBe('ACTIVE')
  const reasons = setup.account.decisions.find({ kind: 'provisioning' }).filter(({ eventType }) => eventType === 'ProvisionDevice')
  expect(reasons.map(({ outcome }) => outcome)).toEqual(['refused', 'refused', 'allowed'])
})

test('[PRV-305] a template that names a policy that does not exist leaves the certificate waiting and nothing else', () => {
  const setup = useProvisioning()
  const body = BODY.replace(/"PolicyDocument":"(?:[^"\\]|\\.)*"/, '"PolicyName":"no-such-policy"')
  setup.world.cas.put(CA, { templateBody: body })
  setup.world.addPending(LEAF, { CommonName: ['dev1'] })
  present(setup)
  expect(setup.world.certificates.get(LEAF)?.status).toBe('PENDING_ACTIVATION')
  expect(setup.world.things.ids()).toEqual([])
  expect(setup.account.decisions.find({ kind: 'provisioning', outcome: 'refused' })).toMatchObject([
    { reason: 'ResourceRegistrationFailureException', clientId: 'dev1', details: { consumer: 'JITP', rolledBack: [{ step: 'thing' }] } },
  ])
  setup.world.policies.put('no-such-policy', '{}')
  present(setup)
  expect(setup.world.certificates.get(LEAF)?.status).toBe('ACTIVE')
})

test('[PRV-303] a subject without a declared attribute fails', () => {
  const setup = useProvisioning()
  setup.world.cas.put(CA, { templateBody: BODY })
  setup.world.addPending(LEAF, { Organization: ['x'] })
  present(setup)
  expect(setup.world.things.ids()).toEqual([])
  expect(setup.account.decisions.find({ kind: 'provisioning', outcome: 'refused' })[0]?.explanation).toContain(
    `the parameter ${COMMON_NAME} has no value`,
  )
})

test('a CA without a template only announces', () => {
  const setup = useProvisioning()
  setup.world.addPending(LEAF)
  present(setup)
  expect(setup.account.published).toHaveLength(1)
  expect(setup.world.certificates.get(LEAF)?.status).toBe('PENDING_ACTIVATION')
})

test('[PRV-510] a template that a CA certificate names cannot be deleted', async () => {
  const setup = useProvisioning()
  await setup.iot('CreateProvisioningTemplate')(
    { templateName: 't', templateBody: templateBody(), provisioningRoleArn: 'arn:aws:iam::123456789012:role/r' },
    setup.call,
  )
  setup.world.cas.put(CA, { templateName: 't' })
  expect(() => setup.iot('DeleteProvisioningTemplate')({ templateName: 't' }, setup.call)).toThrow(
    expect.objectContaining({ name: 'DeleteConflictException' }),
  )
})
