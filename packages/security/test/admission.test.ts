import { expect, test } from 'vitest'
import { connectAs, derOf, makeCa, peerWith, reasonOf, type SecurityUnderTest, useSecurity } from './use-security.js'

async function registerCa({ api, call }: SecurityUnderTest, type: 'ec' | 'rsa' = 'ec') {
  const ca = await makeCa('factory', type)
  const { registrationCode = '' } = await api.GetRegistrationCode({}, call)
  const verification = await ca.issue({ commonName: registrationCode })
  const input = { caCertificate: ca.pem, verificationCertificate: verification.pem, setAsActive: true, allowAutoRegistration: true }
  await api.RegisterCACertificate(input, call)
  return ca
}

test.each([
  ['INACTIVE', 'CERTIFICATE_INACTIVE'],
  ['REVOKED', 'CERTIFICATE_REVOKED'],
  ['ACTIVE', 'ADMITTED'],
] as const)('[SEC-215] a certificate that is %s is %s', async (newStatus, reason) => {
  const { api, call, security } = await useSecurity()
  const { certificateId = '', certificatePem = '' } = await api.CreateKeysAndCertificate({}, call)
  await api.UpdateCertificate({ certificateId, newStatus }, call)
  expect(reasonOf(await security.access.admitConnection(peerWith(derOf(certificatePem)), connectAs('c')))).toBe(reason)
})

test('[SEC-215] an unknown certificate of no registered CA is refused and not stored', async () => {
  const { account, security } = await useSecurity()
  const leaf = await (await makeCa('nobody')).issue()
  expect(reasonOf(await security.access.admitConnection(peerWith(leaf.der), connectAs('c')))).toBe('UNKNOWN_CERTIFICATE')
  expect(security.hasCertificate(leaf.certificateId)).toBe(false)
  expect(account.seenEvents).toEqual([])
})

test('[SEC-215] an expired certificate is refused by the account clock', async () => {
  const { account, api, call, security } = await useSecurity()
  const leaf = await (await makeCa('short')).issue({ notAfterMs: account.timers.now() + 60_000 })
  await api.RegisterCertificateWithoutCA({ certificatePem: leaf.pem, status: 'ACTIVE' }, call)
  expect(reasonOf(await security.access.admitConnection(peerWith(leaf.der), connectAs('c')))).toBe('ADMITTED')
  await account.timers.advance(61_000)
  expect(reasonOf(await security.access.admitConnection(peerWith(leaf.der), connectAs('c')))).toBe('CERTIFICATE_EXPIRED')
})

test.each(['ec', 'rsa'] as const)(
  '[PRV-202] [PRV-203] [PRV-204] a leaf of an %s CA registers at CONNECT, and is announced each time',
  async (type) => {
    const used = await useSecurity()
    const { account, api, call, security } = used
    const ca = await registerCa(used, type)
    const leaf = await ca.issue()
    expect(security.hasRegisteredCaFor({ der: leaf.der, chain: [] })).toBe(true)
    const connect = () => security.access.admitConnection(peerWith(leaf.der), connectAs('lamp'))
    expect((await Promise.all([connect(), connect()])).map(reasonOf)).toEqual([
      'REGISTERED_PENDING_ACTIVATION',
      'CERTIFICATE_PENDING_ACTIVATION',
    ])
    const { certificateDescription } = await api.DescribeCertificate({ certificateId: leaf.certificateId }, call)
    expect(certificateDescription).toMatchObject({
      status: 'PENDING_ACTIVATION',
      caCertificateId: ca.certificateId,
      certificateMode: 'DEFAULT',
    })
    const presented = account.seenEvents.filter(({ type: kind }) => kind === 'certificate.presented')
    expect(presented).toHaveLength(2)
    expect(presented[0]).toMatchObject({ certificateId: leaf.certificateId, caCertificateId: ca.certificateId, clientId: 'lamp' })
    const listed = await api.ListCertificatesByCA({ caCertificateId: ca.certificateId }, call)
    expect(listed.certificates?.map(({ certificateId }) => certificateId)).toEqual([leaf.certificateId])
    await api.UpdateCertificate({ certificateId: leaf.certificateId, newStatus: 'ACTIVE' }, call)
    expect(reasonOf(await connect())).toBe('ADMITTED')
  },
)

test('[PRV-209] [SEC-214] a CA that does not register automatically lets nobody new in, and those it registered stay', async () => {
  const used = await useSecurity()
  const { account, api, call, security } = used
  const ca = await registerCa(used)
  const [old, fresh] = [await ca.issue(), await ca.issue()]
  await api.RegisterCertificate({ certificatePem: old.pem, status: 'ACTIVE' }, call)
  await api.UpdateCACertificate({ certificateId: ca.certificateId, newStatus: 'INACTIVE' }, call)
  expect(reasonOf(await security.access.admitConnection(peerWith(old.der), connectAs('old')))).toBe('ADMITTED')
  expect(reasonOf(await security.access.admitConnection(peerWith(fresh.der), connectAs('new')))).toBe('UNKNOWN_CERTIFICATE')
  expect(account.seenEvents.map(({ type }) => type)).not.toContain('certificate.presented')
})

test('a leaf that only names a registered CA as issuer is not taken for its own', async () => {
  const used = await useSecurity()
  await registerCa(used)
  const forged = await (await makeCa('factory')).issue()
  expect(used.security.hasRegisteredCaFor({ der: forged.der, chain: [] })).toBe(false)
  expect(reasonOf(await used.security.access.admitConnection(peerWith(forged.der), connectAs('c')))).toBe('UNKNOWN_CERTIFICATE')
})

test('bytes that are no certificate are refused, not thrown at', async () => {
  const { security } = await useSecurity()
  const leaf = await (await makeCa('x')).issue()
  for (const der of [Buffer.alloc(0), Buffer.from('30', 'hex'), Buffer.from('3083ffffff00', 'hex'), leaf.der.subarray(0, 200)]) {
    expect(reasonOf(await security.access.admitConnection(peerWith(der), connectAs('c')))).toBe('UNREADABLE_CERTIFICATE')
    expect(security.hasRegisteredCaFor({ der, chain: [] })).toBe(false)
  }
})

test('[SEC-106] with SNI required, an SNI_ONLY certificate needs a server name', async () => {
  const { api, call, security } = await useSecurity({ isSniRequired: true })
  const leaf = await (await makeCa('x')).issue()
  await api.RegisterCertificateWithoutCA({ certificatePem: leaf.pem, status: 'ACTIVE' }, call)
  expect(reasonOf(await security.access.admitConnection(peerWith(leaf.der), connectAs('c')))).toBe('SNI_REQUIRED')
  expect(reasonOf(await security.access.admitConnection(peerWith(leaf.der, { serverName: 'localhost' }), connectAs('c')))).toBe('ADMITTED')
})

test('[SEC-309] a signed request may do everything; one without proof is refused; the plain listener has its own policy', async () => {
  const document = JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'iot:Connect', Resource: '*' } })
  const { security } = await useSecurity({ anonymousPolicy: { document } })
  const peer = { remoteAddress: '127.0.0.1', remotePort: 1 }
  const signed = await security.access.admitRequest({ ...peer, transport: 'http', iam: { accessKeyId: 'AKID' } })
  const plain = await security.access.admitConnection({ ...peer, transport: 'mqtt' }, connectAs('c'))
  if (!signed.isAdmitted || !plain.isAdmitted) throw new Error('Both are admitted.')
  const publish = { action: 'iot:Publish', resource: 'arn:aws:iot:us-east-1:123456789012:topic/a' } as const
  expect((await signed.session.authorize(publish)).decision).toBe('ALLOWED')
  expect((await plain.session.authorize(publish)).decision).toBe('IMPLICIT_DENY')
  expect(plain.session.principal).toEqual({ kind: 'anonymous' })
  expect(reasonOf(await security.access.admitConnection({ ...peer, transport: 'mqtts' }, connectAs('c')))).toBe('NO_CLIENT_CERTIFICATE')
  expect(reasonOf(await security.access.admitRequest({ ...peer, transport: 'https' }))).toBe('NO_CREDENTIALS')
  expect(reasonOf(await security.access.admitConnection({ ...peer, transport: 'wss' }, connectAs('c')))).toBe('NO_CREDENTIALS')
})
