import { expect, test } from 'vitest'
import { createIdSource } from '@iot-core-local/core'
import { createSessionKeys } from '../src/credentials/session-keys.js'
import type { RoleOutcome } from '../src/index.js'
import { allow, derOf, peerWith, policyOf, useSecurity } from './use-security.js'

const ROLE = 'arn:aws:iam::123456789012:role/devices'
const ALIAS_ARN = 'arn:aws:iot:us-east-1:123456789012:rolealias/alias1'
const MAY_ASSUME = policyOf(allow('iot:AssumeRoleWithCertificate', ALIAS_ARN))

/** A device with an active certificate, a policy and, unless told otherwise, the role alias `alias1`. */
async function useDevice(options: { document?: string; hasAlias?: boolean; outcome?: RoleOutcome } = {}) {
  const orders: unknown[] = []
  const { outcome } = options
  const roles = { assume: (order: unknown) => Promise.resolve(orders.push(order)).then(() => outcome as RoleOutcome) }
  const used = await useSecurity({}, outcome === undefined ? {} : { roles })
  const { api, call, security, account } = used
  const { certificateArn = '', certificateId = '', certificatePem = '' } = await api.CreateKeysAndCertificate({ setAsActive: true }, call)
  await api.CreatePolicy({ policyName: 'p', policyDocument: options.document ?? MAY_ASSUME }, call)
  await api.AttachPolicy({ policyName: 'p', target: certificateArn }, call)
  if (options.hasAlias !== false) await api.CreateRoleAlias({ roleAlias: 'alias1', roleArn: ROLE, credentialDurationSeconds: 900 }, call)
  const peer = peerWith(derOf(certificatePem), { transport: 'https' })
  const ask = (thingName?: string, change: Partial<typeof peer> = {}) =>
    security.credentialProvider.credentialsFor({
      roleAlias: 'alias1',
      thingName,
      peer: { ...peer, ...change },
      requestId: '00000000-0000-4000-8000-000000000000',
    })
  return { ...used, ask, certificateArn, certificateId, orders, lastRecord: () => account.decisions.find().at(-1) }
}

test('[SEC-1003] an allowed device gets credentials for the duration of the alias, and the record says for what', async () => {
  const { ask, account, security: _security, certificateId, things, certificateArn, lastRecord } = await useDevice()
  things.bindings.set(`${certificateArn} lamp-1`, { thingName: 'lamp-1', thingTypeName: 'lamp', attributes: {}, isExclusive: false })
  const credentials = await ask('lamp-1')
  expect(credentials).toMatchObject({
    accessKeyId: expect.stringMatching(/^ASIA[A-Z2-7]{16}$/) as string,
    secretAccessKey: expect.stringMatching(/^[A-Za-z0-9+/]{40}$/) as string,
  })
  expect(credentials.expiresAtMs).toBe(Math.floor(account.timers.now() / 1000) * 1000 + 900_000)
  expect(lastRecord()).toMatchObject({
    kind: 'authorization',
    outcome: 'allowed',
    eventType: 'AssumeRoleWithCertificate',
    action: 'iot:AssumeRoleWithCertificate',
    resource: ALIAS_ARN,
    principalId: certificateId,
    statement: { policyName: 'p' },
    details: {
      roleArn: ROLE,
      accessKeyId: credentials.accessKeyId,
      sessionContext: {
        'credentials-iot:ThingName': 'lamp-1',
        'credentials-iot:ThingTypeName': 'lamp',
        'credentials-iot:AwsCertificateId': certificateId,
      },
    },
  })
  expect(JSON.stringify(account.decisions.find())).not.toContain(credentials.secretAccessKey)
})

test('[SEC-1002] [SEC-1005] what is wrong is told in this order: certificate, thing, permission, alias', async () => {
  const none = await useDevice({ document: policyOf(allow('iot:Connect', '*')), hasAlias: false })
  const { certificateId } = none
  const refusedWith = async (asked: Promise<unknown>, status: number, name: string, message: string, reason: string) => {
    await expect(asked).rejects.toMatchObject({ status, name, message })
    expect(none.lastRecord()).toMatchObject({ outcome: 'refused', reason, eventType: 'AssumeRoleWithCertificate', resource: ALIAS_ARN })
  }
  const { api, call } = none
  await api.UpdateCertificate({ certificateId, newStatus: 'INACTIVE' }, call)
  await refusedWith(none.ask('x'), 403, 'AccessDeniedException', 'Certificate is invalid on this endpoint', 'CERTIFICATE_INACTIVE')
  await api.UpdateCertificate({ certificateId, newStatus: 'ACTIVE' }, call)
  await refusedWith(none.ask('x'), 403, 'AccessDeniedException', 'Invalid thing name passed', 'THING_NOT_ATTACHED')
  await refusedWith(none.ask(), 403, 'AccessDeniedException', 'Access Denied', 'AUTHORIZATION_FAILURE')
  await api.CreatePolicyVersion({ policyName: 'p', policyDocument: MAY_ASSUME, setAsDefault: true }, call)
  await refusedWith(none.ask(), 404, 'ResourceNotFoundException', 'Role alias does not exist', 'ROLE_ALIAS_NOT_FOUND')
  await api.CreateRoleAlias({ roleAlias: 'alias1', roleArn: ROLE }, call)
  await expect(none.ask()).resolves.toMatchObject({ accessKeyId: expect.stringMatching(/^ASIA/) as string })
})

test('[SEC-1002] an exclusive thing may be named, another one may not', async () => {
  const { ask, certificateArn, things } = await useDevice()
  things.bindings.set(`${certificateArn} *`, { thingName: 'lamp-1', attributes: {}, isExclusive: true })
  await expect(ask('lamp-1')).resolves.toBeDefined()
  await expect(ask('lamp-2')).rejects.toMatchObject({ message: 'Invalid thing name passed' })
  await expect(ask('')).rejects.toMatchObject({ message: 'Invalid thing name passed' })
})

test('[SEC-1001] without a client certificate there is nothing to have, however the request came', async () => {
  const { ask, lastRecord } = await useDevice()
  for (const transport of ['https', 'http', 'mqtt'] as const) {
    await expect(ask(undefined, { transport, clientCertificate: undefined as never })).rejects.toMatchObject({ status: 403 })
    expect(lastRecord()).toMatchObject({ reason: 'NO_CLIENT_CERTIFICATE' })
  }
})

test('[SEC-704] the variables of IAM have no value in an IoT policy, and the record says so', async () => {
  const { ask, lastRecord } = await useDevice({
    document: policyOf({
      ...allow('iot:AssumeRoleWithCertificate', 'arn:aws:iot:us-east-1:123456789012:rolealias/${credentials-iot:ThingName}'),
    }),
  })
  await expect(ask()).rejects.toMatchObject({ message: 'Access Denied' })
  expect(lastRecord()?.nearestStatement?.difference).toContain('only the IAM policies of a role know it')
})

test('[SEC-704] certificate variables choose the alias', async () => {
  const resource = 'arn:aws:iot:us-east-1:123456789012:rolealias/*'
  const condition = (value: string) => ({ StringEquals: { 'iot:Certificate.Subject.CommonName': value } })
  const { ask, api, call } = await useDevice({
    document: policyOf({ ...allow('iot:AssumeRoleWithCertificate', resource), Condition: condition('AWS IoT Certificate') }),
  })
  await expect(ask()).resolves.toBeDefined()
  const policyDocument = policyOf({ ...allow('iot:AssumeRoleWithCertificate', resource), Condition: condition('another') })
  await api.CreatePolicyVersion({ policyName: 'p', policyDocument, setAsDefault: true }, call)
  await expect(ask()).rejects.toMatchObject({ message: 'Access Denied' })
})

test('[SEC-1007] an STS is asked for the role with the certificate id as the name of the session', async () => {
  const credentials = { accessKeyId: 'ASIAOTHER', secretAccessKey: 's', sessionToken: 't', expiresAtMs: 1_000 }
  const { ask, certificateId, orders } = await useDevice({ outcome: { isAssumed: true, credentials } })
  expect(await ask()).toEqual(credentials)
  expect(orders).toEqual([{ roleArn: ROLE, sessionName: certificateId, durationSeconds: 900 }])
})

test.each([
  ['ROLE_NOT_ASSUMED', 400, 'Unable to assume the role, or the role to assume does not exist'],
  ['SESSION_TOO_LONG', 400, 'The requested CredentialDurationSeconds exceeds the MaxSessionDuration set for the role'],
  ['STS_UNAVAILABLE', 503, 'The STS endpoint did not answer.'],
] as const)('[SEC-1005] %s is answered with %i', async (reason, status, message) => {
  const { ask, lastRecord } = await useDevice({ outcome: { isAssumed: false, reason, explanation: 'No.' } })
  await expect(ask()).rejects.toMatchObject({ status, message })
  expect(lastRecord()).toMatchObject({ outcome: 'refused', reason, explanation: 'No.' })
})

test('[SEC-1007] credentials are recognised by whoever has the secret, and by nobody else', () => {
  const session = { accountId: '123456789012', roleArn: ROLE, sessionName: 'c1', expiresAtMs: 5_000 }
  const keys = createSessionKeys(Buffer.alloc(32, 1), createIdSource('a'))
  const issued = keys.issue(session)
  const again = createSessionKeys(Buffer.alloc(32, 1), createIdSource('b'))
  expect(again.read(issued.accessKeyId, issued.sessionToken)).toEqual({ ...session, secretAccessKey: issued.secretAccessKey })
  const stranger = createSessionKeys(Buffer.alloc(32, 2), createIdSource('a'))
  expect(stranger.read(issued.accessKeyId, issued.sessionToken)).toBeUndefined()
  const other = keys.issue(session)
  expect(other.accessKeyId).not.toBe(issued.accessKeyId)
  expect(keys.read(other.accessKeyId, issued.sessionToken)).toBeUndefined()
  const longer = Buffer.from(issued.sessionToken, 'base64').toString('latin1').replace('5000', '9000')
  for (const token of ['', 'AAAA', '!', Buffer.from(longer, 'latin1').toString('base64'), 'A'.repeat(100_000)]) {
    expect(keys.read(issued.accessKeyId, token)).toBeUndefined()
  }
})
