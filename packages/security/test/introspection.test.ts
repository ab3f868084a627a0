import { expect, test } from 'vitest'
import { allow, policyOf, useSecurity } from './use-security.js'

const PREFIX = 'arn:aws:iot:us-east-1:123456789012:'
const ofPolicy = (policyName: string) => ({ policyName, policyArn: `${PREFIX}policy/${policyName}` })

async function withPolicies(documents: Readonly<Record<string, string>>, attached: readonly string[]) {
  const used = await useSecurity()
  const { api, call } = used
  const { certificateArn = '' } = await api.CreateKeysAndCertificate({}, call)
  for (const [policyName, policyDocument] of Object.entries(documents)) await api.CreatePolicy({ policyName, policyDocument }, call)
  for (const policyName of attached) await api.AttachPolicy({ policyName, target: certificateArn }, call)
  return { ...used, certificateArn }
}

test('[SEC-902] [SECV-081] TestAuthorization sorts the policies by what they say and decides', async () => {
  const documents = {
    connects: policyOf(allow('iot:Connect', `${PREFIX}client/\${iot:ClientId}`)),
    forbids: policyOf({ ...allow('iot:Publish', `${PREFIX}topic/secret`), Effect: 'Deny' }),
    extra: policyOf(allow('iot:Publish', '*')),
  }
  const { api, call, certificateArn: principal } = await withPolicies(documents, ['connects', 'forbids'])
  const authInfos = [
    { actionType: 'CONNECT' as const, resources: [`${PREFIX}client/client1`] },
    { actionType: 'PUBLISH' as const, resources: [`${PREFIX}topic/a`] },
    { actionType: 'PUBLISH' as const, resources: [`${PREFIX}topic/secret`] },
  ]
  const { authResults } = await api.TestAuthorization({ principal, authInfos, clientId: 'client1', policyNamesToAdd: ['extra'] }, call)
  expect(authResults).toEqual([
    {
      authInfo: authInfos[0],
      allowed: { policies: [ofPolicy('connects')] },
      denied: { implicitDeny: { policies: [ofPolicy('forbids'), ofPolicy('extra')] }, explicitDeny: { policies: [] } },
      authDecision: 'ALLOWED',
      missingContextValues: [],
    },
    {
      authInfo: authInfos[1],
      allowed: { policies: [ofPolicy('extra')] },
      denied: { implicitDeny: { policies: [ofPolicy('connects'), ofPolicy('forbids')] }, explicitDeny: { policies: [] } },
      authDecision: 'ALLOWED',
      missingContextValues: [],
    },
    {
      authInfo: authInfos[2],
      allowed: { policies: [ofPolicy('extra')] },
      denied: { implicitDeny: { policies: [ofPolicy('connects')] }, explicitDeny: { policies: [ofPolicy('forbids')] } },
      authDecision: 'EXPLICIT_DENY',
      missingContextValues: [],
    },
  ])
})

test('[SEC-902] skipped policies do not count, and variables without value are named', async () => {
  const documents = {
    byThing: policyOf(allow('iot:Connect', `${PREFIX}client/\${iot:Connection.Thing.ThingName}`)),
    all: policyOf(allow('*', '*')),
  }
  const { api, call, certificateArn: principal } = await withPolicies(documents, ['byThing', 'all'])
  const authInfos = [{ actionType: 'CONNECT' as const, resources: [`${PREFIX}client/x`] }]
  const { authResults } = await api.TestAuthorization({ principal, authInfos, policyNamesToSkip: ['all'] }, call)
  expect(authResults?.[0]).toMatchObject({ authDecision: 'IMPLICIT_DENY', missingContextValues: ['iot:Connection.Thing.ThingName'] })
  expect(() => api.TestAuthorization({ principal, authInfos, policyNamesToAdd: ['nowhere'] }, call)).toThrow('Policy not found')
  expect(() => api.TestAuthorization({ principal: principal.replace(/.$/, 'x'), authInfos }, call)).toThrow(
    expect.objectContaining({ status: 404 }),
  )
})

test('[SEC-901] [SECV-082] GetEffectivePolicies unites the policies of principal and groups', async () => {
  const documents = {
    own: policyOf(allow('iot:Connect', '*')),
    both: policyOf(allow('iot:Publish', '*')),
    grouped: policyOf(allow('iot:Receive', '*')),
  }
  const { api, call, certificateArn: principal, things } = await withPolicies(documents, ['own', 'both'])
  const group = `${PREFIX}thinggroup/g`
  things.ancestors.set(group, [])
  things.groups.set('MyLightBulb', [group])
  for (const policyName of ['grouped', 'both']) await api.AttachPolicy({ policyName, target: group }, call)
  const effective = async (input: object) => (await api.GetEffectivePolicies(input, call)).effectivePolicies
  expect(await effective({ thingName: 'MyLightBulb' })).toEqual([
    { ...ofPolicy('grouped'), policyDocument: documents.grouped },
    { ...ofPolicy('both'), policyDocument: documents.both },
  ])
  const names = (await effective({ thingName: 'MyLightBulb', principal }))?.map(({ policyName }) => policyName)
  expect(names).toEqual(['own', 'both', 'grouped'])
  expect(await effective({})).toEqual([])
})

test('[SEC-901] GetEffectivePolicies of a thing that does not exist is not found', async () => {
  const { api, call, things } = await useSecurity()
  things.groups.set('MyLightBulb', [])
  expect(await api.GetEffectivePolicies({ thingName: 'MyLightBulb' }, call)).toEqual({ effectivePolicies: [] })
  expect(() => api.GetEffectivePolicies({ thingName: 'nobody' }, call)).toThrow(
    expect.objectContaining({ name: 'ResourceNotFoundException', status: 404 }),
  )
})

test('[REG-510] [REG-511] the deprecated operations act on the same attachments, and take no groups', async () => {
  const { api, call, certificateArn: principal } = await withPolicies({ p: policyOf(allow('*', '*')) }, [])
  const {
    AttachPrincipalPolicy: attach,
    DetachPrincipalPolicy: detach,
    ListPrincipalPolicies: list,
    ListPolicyPrincipals: principals,
  } = api
  const input = { policyName: 'p', principal }
  await attach(input, call)
  expect((await api.ListAttachedPolicies({ target: principal }, call)).policies).toEqual([ofPolicy('p')])
  expect((await list({ principal }, call)).policies).toEqual([ofPolicy('p')])
  expect((await principals({ policyName: 'p' }, call)).principals).toEqual([principal])
  await detach(input, call)
  expect((await list({ principal }, call)).policies).toEqual([])
  expect(() => attach({ policyName: 'p', principal: `${PREFIX}thinggroup/quarantine` }, call)).toThrow(
    expect.objectContaining({ status: 400, message: 'The given ARN does not represent a cert' }),
  )
  expect(() => principals({ policyName: 'none' }, call)).toThrow(expect.objectContaining({ status: 404 }))
})
