import { expect, test } from 'vitest'
import { makeCa, useSecurity } from './use-security.js'

async function verified() {
  const used = await useSecurity()
  const ca = await makeCa('factory')
  const { registrationCode = '' } = await used.api.GetRegistrationCode({}, used.call)
  const verification = await ca.issue({ commonName: registrationCode })
  return { ...used, ca, registrationCode, input: { caCertificate: ca.pem, verificationCertificate: verification.pem } }
}

test('[REG-400] the registration code stays until it is deleted', async () => {
  const { api, call } = await useSecurity()
  expect(() => api.DeleteRegistrationCode({}, call)).toThrow(expect.objectContaining({ name: 'ResourceNotFoundException' }))
  const first = await api.GetRegistrationCode({}, call)
  expect(first.registrationCode).toMatch(/^[0-9a-f]{64}$/)
  expect(await api.GetRegistrationCode({}, call)).toEqual(first)
  await api.DeleteRegistrationCode({}, call)
  expect(await api.GetRegistrationCode({}, call)).not.toEqual(first)
})

test('[REG-403] [REG-406] a CA comes INACTIVE and without automatic registration', async () => {
  const { api, ca, call, input } = await verified()
  const certificateArn = `arn:aws:iot:us-east-1:123456789012:cacert/${ca.certificateId}`
  expect(await api.RegisterCACertificate(input, call)).toEqual({ certificateArn, certificateId: ca.certificateId })
  const described = await api.DescribeCACertificate({ certificateId: ca.certificateId }, call)
  expect(described).toMatchObject({
    certificateDescription: {
      certificateArn,
      certificatePem: ca.pem,
      status: 'INACTIVE',
      autoRegistrationStatus: 'DISABLE',
      certificateMode: 'DEFAULT',
      customerVersion: 1,
      ownedBy: '123456789012',
    },
  })
  expect(described).not.toHaveProperty('registrationConfig')
  expect(() => api.RegisterCACertificate(input, call)).toThrow(expect.objectContaining({ name: 'ResourceAlreadyExistsException' }))
})

test('[REG-401] [REG-402] [SEC-213] what does not prove possession of the CA is refused with the error of its kind', async () => {
  const { api, ca, call, input } = await verified()
  const register = (change: object) => () => api.RegisterCACertificate({ ...input, ...change }, call)
  const stranger = await makeCa('factory')
  const leaf = await ca.issue()
  const named = (name: string) => expect.objectContaining({ name }) as Error
  expect(register({ verificationCertificate: '' })).toThrow(named('InvalidRequestException'))
  expect(register({ certificateMode: 'SNI_ONLY' })).toThrow(named('InvalidRequestException'))
  expect(register({ caCertificate: 'nonsense' })).toThrow(named('CertificateValidationException'))
  expect(register({ caCertificate: leaf.pem })).toThrow(named('CertificateValidationException'))
  expect(register({ caCertificate: stranger.pem })).toThrow(named('CertificateValidationException'))
  expect(register({ verificationCertificate: leaf.pem })).toThrow(named('RegistrationCodeValidationException'))
})

test('[REG-412] [SEC-213] SNI_ONLY needs no verification, and its leaves are SNI_ONLY', async () => {
  const { api, call } = await useSecurity()
  const ca = await makeCa('fleet')
  await api.RegisterCACertificate(
    { caCertificate: ca.pem, verificationCertificate: '', certificateMode: 'SNI_ONLY', setAsActive: true },
    call,
  )
  const leaf = await ca.issue()
  await api.RegisterCertificate({ certificatePem: leaf.pem }, call)
  const { certificateDescription } = await api.DescribeCertificate({ certificateId: leaf.certificateId }, call)
  expect(certificateDescription).toMatchObject({ certificateMode: 'SNI_ONLY', caCertificateId: ca.certificateId, status: 'INACTIVE' })
})

test('[REG-337] [REG-404] [REG-409] RegisterCertificate finds the CA by issuer, or wants it named, and wants it ACTIVE', async () => {
  const { api, call } = await useSecurity()
  const cas = []
  for (let number = 0; number < 10; number++) {
    const ca = await makeCa('same')
    await api.RegisterCACertificate({ caCertificate: ca.pem, certificateMode: 'SNI_ONLY', setAsActive: number > 0 }, call)
    cas.push(ca)
  }
  const [inactive, active] = cas
  if (inactive === undefined || active === undefined) throw new Error('There are ten.')
  const one = await active.issue()
  const register = (certificatePem: string, caCertificatePem?: string) => () =>
    api.RegisterCertificate({ certificatePem, ...(caCertificatePem === undefined ? {} : { caCertificatePem }) }, call)
  expect(register(one.pem)).toThrow(expect.objectContaining({ name: 'CertificateConflictException', status: 409 }))
  const validation = expect.objectContaining({ name: 'CertificateValidationException', status: 400 }) as Error
  expect(register(one.pem, cas[2]?.pem)).toThrow(validation)
  expect(register((await inactive.issue()).pem, inactive.pem)).toThrow(validation)
  expect(register((await (await makeCa('unregistered')).issue()).pem)).toThrow(validation)
  expect(register('nonsense')).toThrow(validation)
  expect(await register(one.pem, active.pem)()).toMatchObject({ certificateId: one.certificateId })
  const eleventh = await makeCa('same')
  expect(() => api.RegisterCACertificate({ caCertificate: eleventh.pem, certificateMode: 'SNI_ONLY' }, call)).toThrow(
    expect.objectContaining({ name: 'LimitExceededException', status: 410 }),
  )
})

test('[REG-405] [REG-407] [REG-410] the registration configuration is kept, found by template, and cleared on request', async () => {
  const { api, ca, call, input } = await verified()
  await api.RegisterCACertificate({ ...input, registrationConfig: { templateName: 'bulb' } }, call)
  const { certificateId } = ca
  const list = async (templateName?: string) =>
    (await api.ListCACertificates({ ...(templateName === undefined ? {} : { templateName }) }, call)).certificates
  expect(await list('bulb')).toHaveLength(1)
  expect(await list('other')).toEqual([])
  await api.UpdateCACertificate({ certificateId, newStatus: 'ACTIVE', newAutoRegistrationStatus: 'ENABLE' }, call)
  expect(await api.DescribeCACertificate({ certificateId }, call)).toMatchObject({
    certificateDescription: { status: 'ACTIVE', autoRegistrationStatus: 'ENABLE', customerVersion: 2 },
    registrationConfig: { templateName: 'bulb' },
  })
  const config = { templateBody: '{}', roleArn: 'arn:aws:iam::123456789012:role/jitp' }
  await api.UpdateCACertificate({ certificateId, registrationConfig: config }, call)
  expect((await api.DescribeCACertificate({ certificateId }, call)).registrationConfig).toEqual(config)
  await api.UpdateCACertificate({ certificateId, removeAutoRegistration: true }, call)
  expect(await api.DescribeCACertificate({ certificateId }, call)).not.toHaveProperty('registrationConfig')
  expect(await list()).toHaveLength(1)
})

test('[REG-408] [REG-349] an ACTIVE CA is not deleted; an INACTIVE one is, and its leaves stay', async () => {
  const { api, ca, call, input } = await verified()
  await api.RegisterCACertificate({ ...input, setAsActive: true }, call)
  const leaf = await ca.issue()
  await api.RegisterCertificate({ certificatePem: leaf.pem }, call)
  const { certificateId } = ca
  expect(() => api.DeleteCACertificate({ certificateId }, call)).toThrow(
    expect.objectContaining({ name: 'CertificateStateException', status: 406 }),
  )
  await api.UpdateCACertificate({ certificateId, newStatus: 'INACTIVE' }, call)
  await api.DeleteCACertificate({ certificateId }, call)
  expect(() => api.DescribeCACertificate({ certificateId }, call)).toThrow(expect.objectContaining({ status: 404 }))
  expect((await api.ListCertificatesByCA({ caCertificateId: certificateId }, call)).certificates).toHaveLength(1)
})
