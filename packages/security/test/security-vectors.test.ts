import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { allow, makeCa, policyOf, useSecurity } from './use-security.js'

/* Vectors of security.json that are about operations and quotas of this package; policy evaluation has its own file. */

const file = new URL('../../../test/conformance/vectors/security.json', import.meta.url)
const vectors = JSON.parse(readFileSync(file, 'utf8')) as readonly {
  readonly id: string
  readonly then: Readonly<Record<string, unknown>>
}[]
const thenOf = (id: string) => vectors.find((vector) => vector.id === id)?.then ?? {}

/** How many times `act` works before LimitExceededException or its kin. */
async function countUntilRefused(act: (number: number) => unknown): Promise<number> {
  for (let number = 1; number < 150; number++) {
    try {
      await act(number)
    } catch (error) {
      expect(error).toHaveProperty('name', expect.stringContaining('LimitExceeded'))
      return number - 1
    }
  }
  return Infinity
}

test('[SEC-207] SECV-062 registering as PENDING_ACTIVATION', async () => {
  const { api, call } = await useSecurity()
  const { pem } = await (await makeCa('x')).issue()
  const { httpStatus: status, errorType: name, message } = thenOf('SECV-062')
  expect(() => api.RegisterCertificate({ certificatePem: pem, status: 'PENDING_ACTIVATION' }, call)).toThrow(
    expect.objectContaining({ status, name, message }),
  )
})

test('[SEC-106] SECV-063 the mode of a certificate registered without CA', async () => {
  const { api, call } = await useSecurity()
  const { pem, certificateId } = await (await makeCa('x')).issue()
  await api.RegisterCertificateWithoutCA({ certificatePem: pem }, call)
  const { certificateDescription } = await api.DescribeCertificate({ certificateId }, call)
  expect({ certificateMode: certificateDescription?.certificateMode }).toEqual(thenOf('SECV-063'))
})

test('[SEC-204] SECV-088 the end of a certificate of AWS', async () => {
  const { api, call } = await useSecurity()
  const { certificateId = '' } = await api.CreateKeysAndCertificate({}, call)
  const { certificateDescription } = await api.DescribeCertificate({ certificateId }, call)
  expect({ value: certificateDescription?.validity?.notAfter?.toISOString().replace('.000Z', 'Z') }).toEqual(thenOf('SECV-088'))
})

test('[SEC-502] [SEC-213] SECV-084 quotas', async () => {
  const { api, call } = await useSecurity()
  const { certificateArn: target = '' } = await api.CreateKeysAndCertificate({}, call)
  const policyDocument = policyOf(allow('*', '*'))
  await api.CreatePolicy({ policyName: 'p', policyDocument }, call)
  const policyVersions = 1 + (await countUntilRefused(() => api.CreatePolicyVersion({ policyName: 'p', policyDocument }, call)))
  const policiesPerPrincipal = await countUntilRefused(async (number) => {
    const policyName = `p${String(number)}`
    await api.CreatePolicy({ policyName, policyDocument }, call)
    return api.AttachPolicy({ policyName, target }, call)
  })
  const caCertificatesWithSameSubject = await countUntilRefused(async () => {
    const { pem } = await makeCa('same')
    return api.RegisterCACertificate({ caCertificate: pem, certificateMode: 'SNI_ONLY' }, call)
  })
  const roleAliases = await countUntilRefused((number) =>
    api.CreateRoleAlias({ roleAlias: `a${String(number)}`, roleArn: 'arn:aws:iam::123456789012:role/r' }, call),
  )
  const domainConfigurations = await countUntilRefused((number) =>
    api.CreateDomainConfiguration({ domainConfigurationName: `d${String(number)}` }, call),
  )
  const counted = { policyVersions, policiesPerPrincipal, caCertificatesWithSameSubject, roleAliases, domainConfigurations }
  expect(thenOf('SECV-084')).toMatchObject(counted)
})
