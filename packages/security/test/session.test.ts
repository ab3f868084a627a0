import { expect, test } from 'vitest'
import type { AccessRequest } from '@iot-core-local/core'
import { allow, connectAs, derOf, peerWith, policyOf, type SecurityUnderTest, useSecurity } from './use-security.js'

const PREFIX = 'arn:aws:iot:us-east-1:123456789012:'
const publish = (topic: string): AccessRequest => ({ action: 'iot:Publish', resource: `${PREFIX}topic/${topic}` })
const CONNECT: AccessRequest = { action: 'iot:Connect', resource: `${PREFIX}client/dev1` }

/** An ACTIVE certificate with one policy of these statements, and a session of it. */
async function withPolicy(used: SecurityUnderTest, ...statements: readonly Record<string, unknown>[]) {
  const { api, call, security } = used
  const { certificateArn = '', certificateId = '', certificatePem = '' } = await api.CreateKeysAndCertificate({ setAsActive: true }, call)
  await api.CreatePolicy({ policyName: 'device', policyDocument: policyOf(...statements) }, call)
  await api.AttachPolicy({ policyName: 'device', target: certificateArn }, call)
  const peer = peerWith(derOf(certificatePem))
  const open = async (clientId: string, change = {}) => {
    const outcome = await security.access.admitConnection(peer, connectAs(clientId, change))
    if (!outcome.isAdmitted) throw new Error(outcome.explanation)
    return outcome.session
  }
  return { certificateArn, certificateId, peer, open }
}

test('[SEC-215] [SEC-701] an ACTIVE certificate without policies is admitted and may do nothing', async () => {
  const { api, call, security } = await useSecurity()
  const { certificatePem = '' } = await api.CreateKeysAndCertificate({ setAsActive: true }, call)
  const outcome = await security.access.admitConnection(peerWith(derOf(certificatePem)), connectAs('dev1'))
  if (!outcome.isAdmitted) throw new Error('It is admitted.')
  const decision = await outcome.session.authorize(CONNECT)
  expect(decision.decision).toBe('IMPLICIT_DENY')
  expect(decision.explanation).toContain('No policy is in effect')
})

test('a decision names the statement, its policy and version, and the values of its variables', async () => {
  const used = await useSecurity()
  const { certificateId, open } = await withPolicy(used, { Sid: 'own', ...allow('iot:Publish', `${PREFIX}topic/d/\${iot:ClientId}/*`) })
  expect(await (await open('dev1')).authorize(publish('d/dev1/a/b'))).toEqual({
    decision: 'ALLOWED',
    explanation: `iot:Publish on ${PREFIX}topic/d/dev1/a/b is allowed by statement 0 (own) of policy device, version 1.`,
    statement: {
      policyName: 'device',
      policyVersionId: '1',
      source: 'principal',
      statementIndex: 0,
      sid: 'own',
      effect: 'Allow',
      actions: ['iot:Publish'],
      resources: [`${PREFIX}topic/d/\${iot:ClientId}/*`],
    },
    variables: { 'iot:ClientId': 'dev1' },
    details: {
      certificate: { id: certificateId, status: 'ACTIVE' },
      policiesConsidered: [{ policyName: 'device', policyVersionId: '1', source: 'principal' }],
    },
  })
})

test('[SEC-601] a refusal to a client whose id is not the name of its thing says so', async () => {
  const used = await useSecurity()
  const { certificateArn, open } = await withPolicy(used, allow('iot:Connect', `${PREFIX}client/\${iot:Connection.Thing.ThingName}`))
  used.things.principalsWithThings.add(certificateArn)
  const { decision, explanation, nearestStatement } = await (await open('dev1')).authorize(CONNECT)
  expect(decision).toBe('IMPLICIT_DENY')
  expect(nearestStatement?.difference).toContain('which has no value here: the client id "dev1" is not the name of a thing')
  expect(explanation).toContain(nearestStatement?.difference)
})

test('[SEC-603] only an exclusive attachment gives a session the name of its thing', async () => {
  const used = await useSecurity()
  const { certificateArn, open } = await withPolicy(used, allow('*', '*'))
  const binding = { thingName: 'dev1', attributes: {} }
  used.things.bindings.set(`${certificateArn} dev1`, { ...binding, isExclusive: false })
  expect((await open('dev1')).thingName).toBeUndefined()
  used.things.bindings.set(`${certificateArn} *`, { ...binding, isExclusive: true })
  expect((await open('anybody')).thingName).toBe('dev1')
})

test('[SEC-604] [SECV-083] group policies count for the bound thing only, ancestors included', async () => {
  const used = await useSecurity()
  const { api, call, things } = used
  const { certificateArn, open } = await withPolicy(used, allow('iot:Connect', '*'))
  const [group, root] = [`${PREFIX}thinggroup/g`, `${PREFIX}thinggroup/root`]
  things.ancestors.set(group, [root]).set(root, [])
  things.groups.set('t1', [group, root])
  things.bindings.set(`${certificateArn} t1`, { thingName: 't1', attributes: {}, isExclusive: false })
  await api.CreatePolicy({ policyName: 'grouped', policyDocument: policyOf(allow('iot:Publish', '*')) }, call)
  await api.AttachPolicy({ policyName: 'grouped', target: root }, call)
  const [bound, other] = [await open('t1'), await open('not-t1')]
  const allowed = await bound.authorize(publish('a'))
  expect(allowed).toMatchObject({ decision: 'ALLOWED', statement: { policyName: 'grouped', source: root } })
  expect(allowed.details).toMatchObject({ thing: { thingName: 't1', isExclusive: false } })
  expect((await other.authorize(publish('a'))).decision).toBe('IMPLICIT_DENY')
})

test('[SEC-601] [SEC-704] thing variables have values when the connection stands for a thing, and follow its changes', async () => {
  const used = await useSecurity()
  const { account, security, things } = used
  const resource = `${PREFIX}topic/\${iot:Connection.Thing.ThingTypeName}/\${iot:Connection.Thing.Attributes[site]}`
  const { certificateArn, open } = await withPolicy(used, allow('iot:Publish', resource))
  things.bindings.set(`${certificateArn} *`, { thingName: 'lamp', thingTypeName: 'bulb', attributes: { site: 'north' }, isExclusive: true })
  const session = await open('any')
  expect((await session.authorize(publish('bulb/north'))).decision).toBe('ALLOWED')
  things.bindings.set(`${certificateArn} *`, { thingName: 'lamp', thingTypeName: 'bulb', attributes: { site: 'south' }, isExclusive: true })
  const snapshot = { thingName: 'lamp', thingId: 'i', thingTypeName: 'bulb', billingGroupName: undefined, attributes: {}, version: 2 }
  const epoch = security.access.epoch
  account.events.publish({ type: 'thing.updated', thing: snapshot, previous: snapshot })
  expect(security.access.epoch).toBeGreaterThan(epoch)
  expect((await session.authorize(publish('bulb/north'))).decision).toBe('IMPLICIT_DENY')
  expect((await session.authorize(publish('bulb/south'))).decision).toBe('ALLOWED')
})

test('[SEC-809] [REG-463] sessions see changed policies and certificates at once', async () => {
  const used = await useSecurity()
  const { api, call } = used
  const { certificateArn, certificateId, open } = await withPolicy(used, allow('iot:Publish', '*'))
  const session = await open('dev1')
  const decide = async () => (await session.authorize(publish('a'))).decision
  expect(await decide()).toBe('ALLOWED')
  const denial = policyOf({ Effect: 'Deny', Action: 'iot:*', Resource: '*' }, allow('iot:*', '*'))
  await api.CreatePolicyVersion({ policyName: 'device', policyDocument: denial, setAsDefault: true }, call)
  expect(await decide()).toBe('EXPLICIT_DENY')
  await api.SetDefaultPolicyVersion({ policyName: 'device', policyVersionId: '1' }, call)
  expect(await decide()).toBe('ALLOWED')
  await api.DetachPolicy({ policyName: 'device', target: certificateArn }, call)
  expect(await decide()).toBe('IMPLICIT_DENY')
  await api.AttachPolicy({ policyName: 'device', target: certificateArn }, call)
  expect(await decide()).toBe('ALLOWED')
  await api.UpdateCertificate({ certificateId, newStatus: 'INACTIVE' }, call)
  expect(await session.authorize(publish('a'))).toMatchObject({
    decision: 'IMPLICIT_DENY',
    details: { certificate: { status: 'INACTIVE' } },
  })
})

test('[SEC-709] [SEC-704] connect attributes and the will are known to iot:Connect only', async () => {
  const used = await useSecurity()
  const { open } = await withPolicy(
    used,
    { ...allow('iot:Connect', '*'), Condition: { ArnEquals: { 'iot:LastWillTopic': `${PREFIX}topic/will/*` } } },
    { ...allow('iot:Publish', '*'), Condition: { Null: { 'iot:LastWillTopic': 'true', 'iot:ConnectAttributes': 'true' } } },
  )
  const session = await open('dev1', { isPersistent: true, lastWill: { topic: 'will/x', isRetained: false } })
  expect((await session.authorize(CONNECT)).decision).toBe('ALLOWED')
  expect((await session.authorize(publish('a'))).decision).toBe('ALLOWED')
  expect((await (await open('dev1')).authorize(CONNECT)).decision).toBe('IMPLICIT_DENY')
})

test('[SEC-507] [SEC-710] an HTTPS request has no client id and stands for no thing', async () => {
  const used = await useSecurity()
  const { certificateArn, peer } = await withPolicy(
    used,
    allow('iot:Publish', [
      `${PREFIX}topic/\${iot:ClientId}`,
      `${PREFIX}topic/\${iot:Connection.Thing.ThingName}`,
      `${PREFIX}topic/\${iot:CertificateId}`,
    ]),
  )
  used.things.bindings.set(`${certificateArn} *`, { thingName: 'lamp', attributes: {}, isExclusive: true })
  const outcome = await used.security.access.admitRequest({ ...peer, transport: 'https' })
  if (!outcome.isAdmitted) throw new Error(outcome.explanation)
  expect((await outcome.session.authorize(publish('lamp'))).decision).toBe('IMPLICIT_DENY')
  expect((await outcome.session.authorize(publish(certificateArn.split('/')[1] ?? ''))).decision).toBe('ALLOWED')
})

test('[SEC-704] [SEC-706] certificate variables come from the certificate: the issuer escaped, the list, the available keys', async () => {
  const used = await useSecurity()
  const { open } = await withPolicy(used, {
    ...allow('iot:Publish', `${PREFIX}topic/\${iot:Certificate.Issuer.OrganizationalUnit}`),
    Condition: {
      'ForAnyValue:StringEquals': { 'iot:Certificate.Subject.CommonName.List': 'AWS IoT Certificate' },
      'ForAnyValue:StringLike': { 'iot:Certificate.AvailableKeys': 'iot:Certificate.Issuer.*' },
      StringLike: { 'iot:Certificate.SerialNumber': '????????????????????????????????????????' },
    },
  })
  const topic = 'Amazon Web Services O\\=Amazon.com Inc. L\\=Seattle ST\\=Washington C\\=US'
  expect((await (await open('dev1')).authorize(publish(topic))).decision).toBe('ALLOWED')
})

test('[SEC-505] the jobs actions match with either prefix', async () => {
  const { open } = await withPolicy(await useSecurity(), allow(['iot:DescribeJobExecution', 'iotjobsdata:UpdateJobExecution'], '*'))
  const session = await open('dev1')
  for (const action of ['iotjobsdata:DescribeJobExecution', 'iot:UpdateJobExecution', 'iot:updatejobexecution'] as const) {
    expect((await session.authorize({ action, resource: `${PREFIX}thing/t` })).decision).toBe('ALLOWED')
  }
  expect((await session.authorize({ action: 'iotjobsdata:StartNextPendingJobExecution', resource: `${PREFIX}thing/t` })).decision).toBe(
    'IMPLICIT_DENY',
  )
})

test('explain answers for a certificate that is not connected, and refuses unknown ones', async () => {
  const used = await useSecurity()
  const { certificateArn, certificateId } = await withPolicy(used, allow('iot:Publish', `${PREFIX}topic/\${iot:ClientId}`))
  const question = { clientId: 'c', action: 'iot:Publish', resource: `${PREFIX}topic/c` } as const
  expect((await used.security.explain({ certificateId, ...question })).decision).toBe('ALLOWED')
  expect((await used.security.explain({ principal: certificateArn, ...question, clientId: 'd' })).decision).toBe('IMPLICIT_DENY')
  expect((await used.security.explain(question)).decision).toBe('ALLOWED')
  await expect(used.security.explain({ certificateId: 'f'.repeat(64), ...question })).rejects.toThrow(
    expect.objectContaining({ status: 404 }),
  )
})
