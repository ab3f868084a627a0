import { createHash, X509Certificate } from 'node:crypto'
import { expect, test } from 'vitest'
import { allow, derOf, makeCa, policyOf, useAuthority, useSecurity } from './use-security.js'

test('[REG-333] [REG-335] keys and certificate come INACTIVE, in the PEM forms of AWS, with the id that is the SHA-256 of the DER', async () => {
  const { api, call } = await useSecurity()
  const { certificateArn, certificateId, certificatePem, keyPair } = await api.CreateKeysAndCertificate({}, call)
  expect(keyPair?.PrivateKey).toMatch(/^-----BEGIN RSA PRIVATE KEY-----\n[^]+\n$/)
  expect(keyPair?.PublicKey).toMatch(/^-----BEGIN PUBLIC KEY-----\n[^]+\n$/)
  const der = derOf(certificatePem ?? '')
  expect(certificateId).toBe(createHash('sha256').update(der).digest('hex'))
  expect(certificateArn).toBe(`arn:aws:iot:us-east-1:123456789012:cert/${certificateId ?? ''}`)
  const { certificateDescription } = await api.DescribeCertificate({ certificateId: certificateId ?? '' }, call)
  expect(certificateDescription).toMatchObject({ status: 'INACTIVE', customerVersion: 1, transferData: {}, certificateMode: 'DEFAULT' })
})

test('[REG-332] [SEC-204] the certificate is valid from two minutes ago until the end of 2049', async () => {
  const { account, api, call } = await useSecurity()
  const { certificateId = '' } = await api.CreateKeysAndCertificate({ setAsActive: true }, call)
  const { certificateDescription } = await api.DescribeCertificate({ certificateId }, call)
  expect(certificateDescription?.status).toBe('ACTIVE')
  expect(certificateDescription?.validity?.notAfter).toEqual(new Date('2049-12-31T23:59:59Z'))
  const notBeforeMs = certificateDescription?.validity?.notBefore?.getTime() ?? 0
  expect(Math.round((account.timers.now() - notBeforeMs) / 1000)).toBe(121)
})

test('[REG-331] the certificate has the subject, issuer, serial and extensions of one of AWS', async () => {
  const { api, call } = await useSecurity()
  const { certificatePem = '' } = await api.CreateKeysAndCertificate({}, call)
  const certificate = new X509Certificate(certificatePem)
  expect(certificate.subject).toBe('CN=AWS IoT Certificate')
  expect(certificate.issuer).toBe('OU=Amazon Web Services O=Amazon.com Inc. L=Seattle ST=Washington C=US')
  expect(certificate.serialNumber).toHaveLength(40)
  expect(certificate.ca).toBe(false)
  expect(certificate.publicKey.asymmetricKeyDetails).toMatchObject({ modulusLength: 2048 })
})

test('[REG-334] an issued certificate chains to the CA of the emulator', async () => {
  const { account, api, call } = await useSecurity()
  const authority = await useAuthority(account)
  const { certificatePem = '' } = await api.CreateKeysAndCertificate({}, call)
  const leaf = new X509Certificate(certificatePem)
  const intermediate = new X509Certificate(await authority.deviceIssuerPem())
  const root = new X509Certificate(authority.caCertificatePem)
  expect(leaf.checkIssued(intermediate) && leaf.verify(intermediate.publicKey)).toBe(true)
  expect(intermediate.checkIssued(root) && intermediate.verify(root.publicKey)).toBe(true)
})

test('[REG-338] RegisterCertificate with PENDING_ACTIVATION is refused with 406', async () => {
  const { api, call } = await useSecurity()
  const leaf = await (await makeCa('foreign')).issue()
  const refusal = {
    name: 'CertificateStateException',
    status: 406,
    message: 'Not allowed to register certificate with PENDING_ACTIVATION status',
  }
  const input = { certificatePem: leaf.pem, status: 'PENDING_ACTIVATION' } as const
  expect(() => api.RegisterCertificateWithoutCA(input, call)).toThrow(expect.objectContaining(refusal))
  expect(() => api.RegisterCertificate(input, call)).toThrow(expect.objectContaining(refusal))
})

test('[REG-339] [REG-340] without CA a certificate is SNI_ONLY, and a second registration names the first', async () => {
  const { api, call } = await useSecurity()
  const leaf = await (await makeCa('foreign')).issue()
  const { certificateArn } = await api.RegisterCertificateWithoutCA(
    { certificatePem: `noise before\n${leaf.pem}and behind`, status: 'ACTIVE' },
    call,
  )
  const { certificateDescription } = await api.DescribeCertificate({ certificateId: leaf.certificateId }, call)
  expect(certificateDescription).toMatchObject({ certificateMode: 'SNI_ONLY', status: 'ACTIVE', certificatePem: leaf.pem })
  expect(certificateDescription).not.toHaveProperty('caCertificateId')
  expect(() => api.RegisterCertificateWithoutCA({ certificatePem: leaf.pem }, call)).toThrow(
    expect.objectContaining({
      name: 'ResourceAlreadyExistsException',
      status: 409,
      message: 'The certificate is already provisioned or registered',
      members: { resourceId: leaf.certificateId, resourceArn: certificateArn },
    }),
  )
})

test('[REG-346] [REG-351] a status change counts the version up, the same status again does not', async () => {
  const { account, api, call } = await useSecurity()
  const { certificateId = '' } = await api.CreateKeysAndCertificate({}, call)
  await api.UpdateCertificate({ certificateId, newStatus: 'ACTIVE' }, call)
  await api.UpdateCertificate({ certificateId, newStatus: 'ACTIVE' }, call)
  expect((await api.DescribeCertificate({ certificateId }, call)).certificateDescription).toMatchObject({
    status: 'ACTIVE',
    customerVersion: 2,
  })
  expect(account.seenEvents).toEqual([
    { type: 'certificate.created', certificateId, status: 'INACTIVE' },
    { type: 'certificate.statusChanged', certificateId, status: 'ACTIVE', previousStatus: 'INACTIVE' },
  ])
  expect(() => api.UpdateCertificate({ certificateId, newStatus: 'PENDING_TRANSFER' }, call)).toThrow(
    expect.objectContaining({ name: 'CertificateStateException', status: 406 }),
  )
})

test('[REG-355] [REG-356] deleting checks status, things and policies in this order; force overrides policies only', async () => {
  const { api, call, things } = await useSecurity()
  const { certificateArn = '', certificateId = '' } = await api.CreateKeysAndCertificate({ setAsActive: true }, call)
  await api.CreatePolicy({ policyName: 'p', policyDocument: policyOf(allow('iot:*', '*')) }, call)
  await api.AttachPolicy({ policyName: 'p', target: certificateArn }, call)
  things.principalsWithThings.add(certificateArn)
  const remove = (forceDelete?: boolean) => () =>
    api.DeleteCertificate({ certificateId, ...(forceDelete === true ? { forceDelete } : {}) }, call)
  expect(remove(true)).toThrow(
    expect.objectContaining({ status: 406, message: `Certificate must be deactivated (not ACTIVE) before deletion. Id: ${certificateId}` }),
  )
  await api.UpdateCertificate({ certificateId, newStatus: 'INACTIVE' }, call)
  expect(remove(true)).toThrow(
    expect.objectContaining({ status: 409, message: `Things must be detached before deletion (arn: ${certificateArn})` }),
  )
  things.principalsWithThings.clear()
  expect(remove()).toThrow(
    expect.objectContaining({ status: 409, message: `Certificate policies must be detached before deletion (arn: ${certificateArn})` }),
  )
  await remove(true)()
  expect((await api.ListTargetsForPolicy({ policyName: 'p' }, call)).targets).toEqual([])
  expect(remove()).toThrow(expect.objectContaining({ name: 'ResourceNotFoundException' }))
})

test('[REG-020] [REG-021] [REG-024] certificates are listed newest first, and pages hold while items come and go', async () => {
  const { api, call } = await useSecurity()
  const ca = await makeCa('many')
  const ids: string[] = []
  for (let number = 0; number < 5; number++) {
    const leaf = await ca.issue()
    await api.RegisterCertificateWithoutCA({ certificatePem: leaf.pem }, call)
    ids.push(leaf.certificateId)
  }
  const first = await api.ListCertificates({ pageSize: 2 }, call)
  expect(first.certificates?.map(({ certificateId }) => certificateId)).toEqual([ids[4], ids[3]])
  expect(first.nextMarker).toMatch(/^[A-Za-z0-9+/]+={0,2}$/)
  await api.DeleteCertificate({ certificateId: ids[3] ?? '' }, call)
  await api.RegisterCertificateWithoutCA({ certificatePem: (await ca.issue()).pem }, call)
  const second = await api.ListCertificates({ pageSize: 3, marker: first.nextMarker }, call)
  expect(second.certificates?.map(({ certificateId }) => certificateId)).toEqual([ids[2], ids[1], ids[0]])
  expect(second).not.toHaveProperty('nextMarker')
  const oldest = await api.ListCertificates({ pageSize: 1, ascendingOrder: true }, call)
  expect(oldest.certificates?.[0]?.certificateId).toBe(ids[0])
  expect(() => api.ListCertificates({ marker: 'bm9uc2Vuc2U=' }, call)).toThrow(expect.objectContaining({ name: 'InvalidRequestException' }))
  expect(() => api.ListPolicies({ marker: first.nextMarker }, call)).toThrow(expect.objectContaining({ name: 'InvalidRequestException' }))
})
