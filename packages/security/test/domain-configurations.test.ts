import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Peer } from '@iot-core-local/core'
import { connectAs, derOf, peerWith, reasonOf, useSecurity } from './use-security.js'

const file = new URL('../../../test/conformance/vectors/security.json', import.meta.url)
interface PairVector {
  readonly id: string
  readonly kind: string
  readonly when: { readonly authenticationType: 'AWS_X509'; readonly applicationProtocol: 'SECURE_MQTT' }
  readonly then: { readonly supported: boolean }
}
const pairs = (JSON.parse(readFileSync(file, 'utf8')) as readonly PairVector[]).filter(({ kind }) => kind === 'domain-configuration')

const CERTIFICATE = 'arn:aws:acm:us-east-1:123456789012:certificate/a'
const CALLBACK = 'arn:aws:lambda:us-east-1:123456789012:function:judge'
const X509 = { authenticationType: 'AWS_X509', applicationProtocol: 'SECURE_MQTT' }
const CUSTOM = { domainName: 'iot.example.com', serverCertificateArns: [CERTIFICATE] }

async function useDomains(options: Parameters<typeof useSecurity>[0] = {}, more: Parameters<typeof useSecurity>[1] = {}) {
  const endpoints = { addressOf: (type: string) => `${type.slice(4).toLowerCase()}.localhost:8883` }
  const used = await useSecurity(options, { endpoints, ...more })
  const { api, call } = used
  const create = (name: string, more: object = {}) => api.CreateDomainConfiguration({ domainConfigurationName: name, ...more }, call)
  const describe = (name: string) => api.DescribeDomainConfiguration({ domainConfigurationName: name }, call)
  const update = (name: string, more: object) => api.UpdateDomainConfiguration({ domainConfigurationName: name, ...more }, call)
  const remove = (name: string) => api.DeleteDomainConfiguration({ domainConfigurationName: name }, call)
  return { ...used, create, describe, update, remove }
}

const named = (name: string) => expect.objectContaining({ name }) as Error

test('[REG-560] [REG-562] what AWS manages and what the customer does', async () => {
  const { account, create, describe } = await useDomains()
  const arn = expect.stringMatching(/^arn:aws:iot:us-east-1:123456789012:domainconfiguration\/a\.b-1\/[A-Za-z0-9]{5}$/) as string
  expect(await create('a.b-1')).toEqual({ domainConfigurationName: 'a.b-1', domainConfigurationArn: arn })
  expect(await describe('a.b-1')).toEqual({
    domainConfigurationName: 'a.b-1',
    domainConfigurationArn: arn,
    domainName: expect.stringMatching(/^d[a-z0-9]{19}-ats\.iot\.us-east-1\.localhost$/) as string,
    serverCertificates: [],
    domainConfigurationStatus: 'ENABLED',
    serviceType: 'DATA',
    domainType: 'AWS_MANAGED',
    lastStatusChangeDate: new Date(account.timers.now()),
  })
  await create('own', { ...CUSTOM, serviceType: 'DATA', authenticationType: 'AWS_X509', applicationProtocol: 'HTTPS' })
  expect(await describe('own')).toMatchObject({
    domainName: 'iot.example.com',
    domainType: 'CUSTOMER_MANAGED',
    serverCertificates: [{ serverCertificateArn: CERTIFICATE, serverCertificateStatus: 'VALID' }],
    authenticationType: 'AWS_X509',
    applicationProtocol: 'HTTPS',
  })
})

test.each([
  ['REG-560', { domainName: 'iot.example.com' }, 'InvalidRequestException'],
  ['REG-560', { serverCertificateArns: [CERTIFICATE] }, 'InvalidRequestException'],
  ['REG-560', { validationCertificateArn: CERTIFICATE }, 'InvalidRequestException'],
  ['REG-560', { ...CUSTOM, domainName: 'no host name' }, 'InvalidRequestException'],
  ['REG-561', { serviceType: 'JOBS' }, 'InvalidRequestException'],
  ['REG-561', { serviceType: 'CREDENTIAL_PROVIDER' }, 'InvalidRequestException'],
  ['SEC-110', { applicationProtocol: 'HTTPS' }, 'InvalidRequestException'],
  ['SEC-107', { tlsConfig: { securityPolicy: 'of-my-own' } }, 'InvalidRequestException'],
  ['REG-560', { ...CUSTOM, serverCertificateArns: [CERTIFICATE.replace('us-east-1', 'eu-west-1')] }, 'CertificateValidationException'],
  ['REG-560', { ...CUSTOM, validationCertificateArn: CERTIFICATE.replace('123', '999') }, 'CertificateValidationException'],
  ['SEC-107', { tlsConfig: { securityPolicy: 'IoTSecurityPolicy_TLS13_1_3_2022_10' } }, 'NotImplementedException'],
  ['SEC-112', { ...X509, clientCertificateConfig: { clientCertificateCallbackArn: 'arn' } }, 'InvalidRequestException'],
  ['SEC-112', { clientCertificateConfig: { clientCertificateCallbackArn: CALLBACK } }, 'InvalidRequestException'],
  ['REG-561', { authorizerConfig: { defaultAuthorizerName: 'a' } }, 'NotImplementedException'],
  ['SEC-110', { authenticationType: 'CUSTOM_AUTH', applicationProtocol: 'HTTPS' }, 'NotImplementedException'],
  ['REG-562', { serverCertificateConfig: { enableOCSPCheck: true } }, 'NotImplementedException'],
] as const)('[%s] %j is refused, and nothing is kept', async (_rule, input, error) => {
  const { create, describe, api, call } = await useDomains()
  expect(() => create('a', input)).toThrow(named(error))
  expect(() => describe('a')).toThrow(named('ResourceNotFoundException'))
  expect((await api.ListDomainConfigurations({}, call)).domainConfigurations).toHaveLength(3)
})

test.each(pairs)('[SEC-110] $id $when', async ({ when, then }) => {
  const { create } = await useDomains()
  // A pair that AWS supports and that is not covered is refused by name, not as a mistake.
  const refusal = when.authenticationType.startsWith('CUSTOM_AUTH') ? 'NotImplementedException' : undefined
  if (!then.supported) expect(() => create('a', when)).toThrow(named('InvalidRequestException'))
  else if (refusal !== undefined) expect(() => create('a', when)).toThrow(named(refusal))
  else expect(await create('a', when)).toMatchObject({ domainConfigurationName: 'a' })
})

test('[REG-563] every account has three built-in ones, which nobody can change', async () => {
  const { describe, update, api, call } = await useDomains()
  expect(await describe('iot:Data-ATS')).toEqual({
    domainConfigurationName: 'iot:Data-ATS',
    domainConfigurationArn: 'arn:aws:iot:us-east-1:123456789012:domainconfiguration/iot:Data-ATS',
    domainName: 'data-ats.localhost',
    serverCertificates: [],
    domainConfigurationStatus: 'ENABLED',
    serviceType: 'DATA',
    domainType: 'ENDPOINT',
  })
  expect(() => update('iot:Jobs', { domainConfigurationStatus: 'DISABLED' })).toThrow(named('InvalidRequestException'))
  expect(() => describe('iot:Other')).toThrow(named('ResourceNotFoundException'))
  const jobs = await api.ListDomainConfigurations({ serviceType: 'JOBS' }, call)
  expect(jobs.domainConfigurations?.map(({ domainConfigurationName }) => domainConfigurationName)).toEqual(['iot:Jobs'])
})

test('[REG-565] names and domain names are taken once, and ten configurations are the most', async () => {
  const { create, remove, update } = await useDomains()
  await create('first', CUSTOM)
  expect(() => create('first')).toThrow(named('ResourceAlreadyExistsException'))
  expect(() => create('second', { ...CUSTOM, domainName: 'IOT.example.com' })).toThrow(named('ResourceAlreadyExistsException'))
  for (let number = 2; number <= 10; number++) await create(`c${String(number)}`)
  expect(() => create('eleventh')).toThrow(expect.objectContaining({ name: 'LimitExceededException', status: 410 }))
  await update('first', { domainConfigurationStatus: 'DISABLED' })
  await remove('first')
  expect(await create('eleventh', CUSTOM)).toBeDefined()
})

test('[REG-564] [REG-566] an update changes what it says; the status is dated when it changes', async () => {
  const { account, create, describe, update, remove } = await useDomains({ isDomainDeletionDelayed: true })
  await create('a', CUSTOM)
  const { lastStatusChangeDate } = await describe('a')
  await account.timers.advance(60_000)
  const tlsConfig = { securityPolicy: 'IoTSecurityPolicy_TLS13_1_2_2022_10' }
  await update('a', { tlsConfig, removeAuthorizerConfig: true, serverCertificateConfig: { enableOCSPCheck: false } })
  expect(await describe('a')).toMatchObject({ lastStatusChangeDate, tlsConfig, serverCertificateConfig: { enableOCSPCheck: false } })
  expect(() => remove('a')).toThrow(named('InvalidRequestException'))
  await update('a', { domainConfigurationStatus: 'DISABLED' })
  expect((await describe('a')).lastStatusChangeDate).toEqual(new Date(account.timers.now()))
  // The wait is for names that AWS manages.
  await remove('a')
  expect(() => update('a', {})).toThrow(named('ResourceNotFoundException'))
})

test('[REG-024] configurations are listed by name, page by page', async () => {
  const { api, call, create } = await useDomains()
  for (const name of ['b', 'z', 'a']) await create(name)
  const names: (string | undefined)[] = []
  let marker: string | undefined
  do {
    const page = await api.ListDomainConfigurations({ pageSize: 2, ...(marker === undefined ? {} : { marker }) }, call)
    names.push(...(page.domainConfigurations ?? []).map(({ domainConfigurationName }) => domainConfigurationName))
    marker = page.nextMarker
  } while (marker !== undefined)
  expect(names).toEqual(['a', 'b', 'iot:CredentialProvider', 'iot:Data-ATS', 'iot:Jobs', 'z'])
})

test('[SEC-110] a domain name asks for the protocol and the proof that its configuration names', async () => {
  const { api, call, create, security, update } = await useDomains()
  const { certificatePem = '' } = await api.CreateKeysAndCertificate({ setAsActive: true }, call)
  const device = (transport: Peer['transport']) => peerWith(derOf(certificatePem), { transport, serverName: 'iot.example.com' })
  const { clientCertificate: _certificate, ...bare } = device('https')
  const signed: Peer = { ...bare, iam: { accessKeyId: 'AKID' } }
  const access = security.domains.guard(security.access)
  const admitted = async () => ({
    mqtts: reasonOf(await access.admitConnection(device('mqtts'), connectAs('c'))),
    wss: reasonOf(await access.admitConnection({ ...signed, transport: 'wss' }, connectAs('c'))),
    https: reasonOf(await access.admitRequest(device('https'))),
    signed: security.domains.objectionTo(signed)?.reason ?? 'ADMITTED',
  })
  const [protocol, proof, yes] = ['APPLICATION_PROTOCOL_NOT_ALLOWED', 'AUTHENTICATION_TYPE_NOT_ALLOWED', 'ADMITTED']
  expect(await admitted()).toEqual({ mqtts: yes, wss: yes, https: yes, signed: yes })
  await create('own', CUSTOM)
  expect(await admitted()).toEqual({ mqtts: yes, wss: yes, https: yes, signed: yes })
  await update('own', { authenticationType: 'AWS_X509', applicationProtocol: 'SECURE_MQTT' })
  expect(await admitted()).toEqual({ mqtts: yes, wss: protocol, https: protocol, signed: protocol })
  await update('own', { authenticationType: 'AWS_X509', applicationProtocol: 'HTTPS' })
  expect(await admitted()).toEqual({ mqtts: protocol, wss: protocol, https: yes, signed: proof })
  await update('own', { authenticationType: 'AWS_SIGV4', applicationProtocol: 'HTTPS' })
  expect(await admitted()).toEqual({ mqtts: protocol, wss: protocol, https: proof, signed: yes })
  await update('own', { authenticationType: 'AWS_SIGV4', applicationProtocol: 'MQTT_WSS' })
  expect(await admitted()).toEqual({ mqtts: protocol, wss: yes, https: protocol, signed: protocol })
})

test('[REG-565] a session of a domain that is disabled may do nothing any more, and the epoch says that answers are stale', async () => {
  const { account, api, call, create, security, update } = await useDomains()
  await create('own', CUSTOM)
  const { certificatePem = '', certificateArn = '' } = await api.CreateKeysAndCertificate({ setAsActive: true }, call)
  const policyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] })
  await api.CreatePolicy({ policyName: 'p', policyDocument }, call)
  await api.AttachPolicy({ policyName: 'p', target: certificateArn }, call)
  const access = security.domains.guard(security.access)
  const outcome = await access.admitConnection(peerWith(derOf(certificatePem), { serverName: 'IOT.example.com' }), connectAs('c'))
  if (!outcome.isAdmitted) throw new Error(outcome.explanation)
  const ask = async () => (await outcome.session.authorize({ action: 'iot:Publish', resource: account.arns.topic('a') })).decision
  expect(await ask()).toBe('ALLOWED')
  const before = access.epoch
  await update('own', { domainConfigurationStatus: 'DISABLED' })
  expect(access.epoch).toBeGreaterThan(before)
  expect(await ask()).toBe('IMPLICIT_DENY')
})

test('[REG-531] role aliases and domain configurations can have tags', async () => {
  const { api, call, create, security } = await useDomains()
  await api.CreateRoleAlias({ roleAlias: 'a', roleArn: 'arn:aws:iam::123456789012:role/devices' }, call)
  const { domainConfigurationArn = '' } = await create('own')
  const exists = (resourceType: string, resourceId: string) =>
    security.taggable.exists({ partition: 'aws', service: 'iot', region: '', accountId: '', resource: '', resourceType, resourceId })
  expect([exists('rolealias', 'a'), exists('rolealias', 'b')]).toEqual([true, false])
  const id = domainConfigurationArn.slice(domainConfigurationArn.indexOf('/') + 1)
  expect(['domainconfiguration'].flatMap((type) => [exists(type, id), exists(type, 'own'), exists(type, 'own/zzzzz')])).toEqual([
    true,
    false,
    false,
  ])
})

/** A domain with a client certificate callback that answers as told, and a device that comes by its name. */
async function useCallback(answer: () => Promise<unknown>) {
  const events: unknown[] = []
  const functions = { call: (arn: string, event: object) => Promise.resolve(events.push({ arn, ...event })).then(answer) }
  const used = await useDomains({}, { functions })
  const { api, call, create, security } = used
  await create('own', { ...CUSTOM, ...X509, clientCertificateConfig: { clientCertificateCallbackArn: CALLBACK } })
  const { certificatePem = '', certificateId } = await api.CreateKeysAndCertificate({ setAsActive: true }, call)
  const peer = () => peerWith(derOf(certificatePem), { serverName: 'iot.example.com' })
  const access = security.domains.guard(security.access)
  return { ...used, access, certificateId, certificatePem, events, peer }
}

test('[SEC-112] a callback is asked about each connection, with the certificate and its chain', async () => {
  const { access, certificateId, certificatePem, describe, events, peer, update } = await useCallback(() =>
    Promise.resolve({ isAuthenticated: true }),
  )
  const once = peer()
  expect(reasonOf(await access.admitConnection(once, connectAs('c')))).toBe('ADMITTED')
  expect(reasonOf(await access.admitConnection(once, connectAs('c')))).toBe('ADMITTED')
  expect(events).toEqual([
    {
      arn: CALLBACK,
      connectionMetadata: { id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string },
      principalId: certificateId,
      serverName: 'iot.example.com',
      clientCertificateChain: [certificatePem],
    },
  ])
  await access.admitConnection(peer(), connectAs('c'))
  expect(events).toHaveLength(2)
  expect((await describe('own')).clientCertificateConfig).toEqual({ clientCertificateCallbackArn: CALLBACK })
  await update('own', { clientCertificateConfig: { clientCertificateCallbackArn: '' } })
  expect((await describe('own')).clientCertificateConfig).toBeUndefined()
  await access.admitConnection(peer(), connectAs('c'))
  expect(events).toHaveLength(2)
})

test.each<[string, () => Promise<unknown>]>([
  ['false', () => Promise.resolve({ isAuthenticated: false })],
  ['a text', () => Promise.resolve({ isAuthenticated: 'true' })],
  ['nothing', () => Promise.resolve(undefined)],
  ['a failure', () => Promise.reject(new Error('no such function'))],
])('[SEC-112] a callback that answers %s lets nobody in', async (_what, answer) => {
  const { access, peer } = await useCallback(answer)
  const outcome = await access.admitConnection(peer(), connectAs('c'))
  expect(reasonOf(outcome)).toBe('CLIENT_CERTIFICATE_CALLBACK_REFUSED')
})

test('[SEC-112] a callback that does not answer within five seconds lets nobody in', async () => {
  const { access, account, peer } = await useCallback(() => new Promise(() => undefined))
  const outcome = access.admitConnection(peer(), connectAs('c'))
  await account.timers.advance(5_000)
  expect(await outcome).toMatchObject({ explanation: expect.stringContaining('no answer within 5 seconds') as string })
})
