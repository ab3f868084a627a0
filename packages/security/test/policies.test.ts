import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { allow, policyOf, useSecurity } from './use-security.js'

const DOCUMENT = '{ "Version": "2012-10-17", "Statement": [ { "Effect": "Allow", "Action":  "iot:UpdateCertificate", "Resource": "*" } ] }'

test('[REG-450] the document comes back as it was sent, and the policy starts with version 1 as its default', async () => {
  const { api, call } = await useSecurity()
  const created = await api.CreatePolicy({ policyName: 'p', policyDocument: DOCUMENT }, call)
  const policyArn = 'arn:aws:iot:us-east-1:123456789012:policy/p'
  expect(created).toEqual({ policyName: 'p', policyArn, policyDocument: DOCUMENT, policyVersionId: '1' })
})

test('[REG-451] creating a policy again is refused even with the same document', async () => {
  const { api, call } = await useSecurity()
  await api.CreatePolicy({ policyName: 'example', policyDocument: DOCUMENT }, call)
  expect(() => api.CreatePolicy({ policyName: 'example', policyDocument: DOCUMENT }, call)).toThrow(
    expect.objectContaining({ status: 409, message: 'Policy cannot be created - name already exists (name=example)' }),
  )
})

test('[REG-455] [REG-456] [REG-024] a version made default is what GetPolicy shows; versions are listed newest first', async () => {
  const { account, api, call } = await useSecurity()
  await api.CreatePolicy({ policyName: 'p', policyDocument: DOCUMENT }, call)
  const second = policyOf(allow('iot:Connect', '*'))
  await account.timers.advance(1000)
  expect(await api.CreatePolicyVersion({ policyName: 'p', policyDocument: second, setAsDefault: true }, call)).toEqual({
    policyArn: 'arn:aws:iot:us-east-1:123456789012:policy/p',
    policyDocument: second,
    policyVersionId: '2',
    isDefaultVersion: true,
  })
  const policy = await api.GetPolicy({ policyName: 'p' }, call)
  expect(policy).toMatchObject({
    policyDocument: second,
    defaultVersionId: '2',
    generationId: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
  })
  const { policyVersions } = await api.ListPolicyVersions({ policyName: 'p' }, call)
  expect(policyVersions?.map(({ versionId, isDefaultVersion }) => [versionId, isDefaultVersion])).toEqual([
    ['2', true],
    ['1', false],
  ])
  const first = await api.GetPolicyVersion({ policyName: 'p', policyVersionId: '1' }, call)
  expect(first).toMatchObject({ policyDocument: DOCUMENT, isDefaultVersion: false, generationId: policy.generationId })
})

test('[REG-455] [REG-457] five versions at most, numbers are never used again, and the default one stays', async () => {
  const { api, call } = await useSecurity()
  await api.CreatePolicy({ policyName: 'p', policyDocument: DOCUMENT }, call)
  const add = () => api.CreatePolicyVersion({ policyName: 'p', policyDocument: DOCUMENT }, call)
  for (let number = 2; number <= 5; number++) await add()
  expect(add).toThrow(
    expect.objectContaining({
      name: 'VersionsLimitExceededException',
      status: 409,
      message: 'The policy p already has the maximum number of versions (5)',
    }),
  )
  await api.DeletePolicyVersion({ policyName: 'p', policyVersionId: '5' }, call)
  expect(await add()).toMatchObject({ policyVersionId: '6', isDefaultVersion: false })
  expect(() => api.DeletePolicyVersion({ policyName: 'p', policyVersionId: '1' }, call)).toThrow(
    'Cannot delete the default version of a policy',
  )
  for (const policyVersionId of ['5', '01', '99999999999999999999']) {
    expect(() => api.SetDefaultPolicyVersion({ policyName: 'p', policyVersionId }, call)).toThrow(
      expect.objectContaining({ name: 'ResourceNotFoundException' }),
    )
  }
})

test('[REG-458] a policy is deleted only when it is attached to nothing and has no other versions', async () => {
  const { api, call } = await useSecurity()
  const { certificateArn: target = '' } = await api.CreateKeysAndCertificate({}, call)
  await api.CreatePolicy({ policyName: 'p', policyDocument: DOCUMENT }, call)
  await api.AttachPolicy({ policyName: 'p', target }, call)
  const remove = () => api.DeletePolicy({ policyName: 'p' }, call)
  expect(remove).toThrow(
    expect.objectContaining({
      name: 'DeleteConflictException',
      message: 'The policy cannot be deleted as the policy is attached to one or more principals (name=p)',
    }),
  )
  await api.DetachPolicy({ policyName: 'p', target }, call)
  await api.CreatePolicyVersion({ policyName: 'p', policyDocument: DOCUMENT }, call)
  expect(remove).toThrow(expect.objectContaining({ name: 'DeleteConflictException' }))
  await api.DeletePolicyVersion({ policyName: 'p', policyVersionId: '2' }, call)
  await remove()
  expect(() => api.GetPolicy({ policyName: 'p' }, call)).toThrow(expect.objectContaining({ name: 'ResourceNotFoundException' }))
})

test.each([
  ['a file name', './policy.json'],
  ['a list', '[]'],
  ['white space', ' \n'],
  ['no statement', '{"Version":"2012-10-17"}'],
  ['an unknown version', '{"Version":"2020-01-01","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}'],
  ['a principal', policyOf({ ...allow('*', '*'), Principal: '*' })],
  ['another effect', policyOf({ ...allow('*', '*'), Effect: 'allow' })],
  ['no resource', policyOf({ Effect: 'Allow', Action: '*' })],
  ['resource and its opposite', policyOf({ ...allow('*', '*'), NotResource: '*' })],
  ['a resource that is no ARN', policyOf(allow('iot:Publish', 'topic/a'))],
  ['an action without service', policyOf(allow('Publish', '*'))],
  ['an unknown operator', policyOf({ ...allow('*', '*'), Condition: { StringMatches: { 'iot:ClientId': 'a' } } })],
  ['a number as action', policyOf({ Effect: 'Allow', Action: 1, Resource: '*' })],
])('[REG-453] [REG-454] a document with %s is malformed', async (_, policyDocument) => {
  const { api, call } = await useSecurity()
  expect(() => api.CreatePolicy({ policyName: 'p', policyDocument }, call)).toThrow(
    expect.objectContaining({
      name: 'MalformedPolicyException',
      status: 400,
      message: expect.stringMatching(/^Policy document is Malformed/) as string,
    }),
  )
})

test('[REG-452] the size counts without white space', async () => {
  const { api, call } = await useSecurity()
  const of = (characters: number) => {
    const frame = policyOf(allow('iot:Publish', 'arn:'))
    return frame.replace('arn:', `arn:${'x'.repeat(characters - frame.length)}`)
  }
  const spaced = of(2048).replaceAll(',', ',   \n\t')
  expect((await api.CreatePolicy({ policyName: 'fits', policyDocument: spaced }, call)).policyDocument).toBe(spaced)
  expect(() => api.CreatePolicy({ policyName: 'big', policyDocument: of(2049) }, call)).toThrow(
    expect.objectContaining({ name: 'MalformedPolicyException' }),
  )
})

test('[REG-459] attaching needs a policy and a target that exist, and doing it twice is no error', async () => {
  const { api, call, things } = await useSecurity()
  const group = 'arn:aws:iot:us-east-1:123456789012:thinggroup/g'
  const { certificateArn: target = '' } = await api.CreateKeysAndCertificate({}, call)
  const attach = (change: { policyName?: string; target?: string }) => () => api.AttachPolicy({ policyName: 'p', target, ...change }, call)
  expect(attach({})).toThrow('Policy not found')
  await api.CreatePolicy({ policyName: 'p', policyDocument: DOCUMENT }, call)
  expect(attach({ target: group })).toThrow(`No thing group with ARN ${group} exists`)
  expect(attach({ target: target.replace('123456789012', '210987654321') })).toThrow(expect.objectContaining({ status: 404 }))
  expect(attach({ target: 'arn:aws:iot:us-east-1:123456789012:thing/t' })).toThrow(expect.objectContaining({ status: 400 }))
  things.ancestors.set(group, [])
  things.dynamicGroups.add(group)
  expect(attach({ target: group })).toThrow(expect.objectContaining({ name: 'InvalidRequestException' }))
  things.dynamicGroups.clear()
  const identity = 'us-east-1:0f9d1b2a-4f1e-4b43-9d7a-0d6b4a5c7c11'
  for (const each of [target, target, group, identity]) await attach({ target: each })()
  expect((await api.ListTargetsForPolicy({ policyName: 'p' }, call)).targets).toEqual([identity, group, target])
})

test('[REG-460] ten policies on a certificate, two on a group', async () => {
  const { api, call, things } = await useSecurity()
  const group = 'arn:aws:iot:us-east-1:123456789012:thinggroup/g'
  things.ancestors.set(group, [])
  const { certificateArn = '' } = await api.CreateKeysAndCertificate({}, call)
  for (let number = 1; number <= 11; number++) await api.CreatePolicy({ policyName: `p${String(number)}`, policyDocument: DOCUMENT }, call)
  for (const [target, most] of [
    [certificateArn, 10],
    [group, 2],
  ] as const) {
    for (let number = 1; number <= most; number++) await api.AttachPolicy({ policyName: `p${String(number)}`, target }, call)
    expect(() => api.AttachPolicy({ policyName: 'p11', target }, call)).toThrow(
      expect.objectContaining({ name: 'LimitExceededException', status: 410 }),
    )
  }
})

test('[REG-462] [SEC-903] recursive adds the policies of ancestors once, page by page', async () => {
  const { api, call, things } = await useSecurity()
  const [child, parent] = ['child', 'parent'].map((name) => `arn:aws:iot:us-east-1:123456789012:thinggroup/${name}`) as [string, string]
  things.ancestors.set(child, [parent]).set(parent, [])
  for (const policyName of ['a', 'b', 'c']) await api.CreatePolicy({ policyName, policyDocument: DOCUMENT }, call)
  await api.AttachPolicy({ policyName: 'a', target: child }, call)
  await api.AttachPolicy({ policyName: 'a', target: parent }, call)
  await api.AttachPolicy({ policyName: 'b', target: parent }, call)
  const list = async (recursive: boolean) => {
    const { policies } = await api.ListAttachedPolicies({ target: child, recursive }, call)
    return policies?.map(({ policyName }) => policyName)
  }
  expect(await list(false)).toEqual(['a'])
  expect(await list(true)).toEqual(['b', 'a'])
  const first = await api.ListAttachedPolicies({ target: child, recursive: true, pageSize: 1 }, call)
  expect(first.policies?.map(({ policyName }) => policyName)).toEqual(['b'])
  const rest = await api.ListAttachedPolicies({ target: child, recursive: true, pageSize: 1, marker: first.nextMarker }, call)
  expect(rest.policies?.map(({ policyName }) => policyName)).toEqual(['a'])
  expect(rest).not.toHaveProperty('nextMarker')
})

test('[SEC-1101] the statuses that surprise are those of the model', async () => {
  const file = new URL('../../../test/conformance/vectors/security.json', import.meta.url)
  const vectors = JSON.parse(readFileSync(file, 'utf8')) as readonly { id: string; then: Record<string, unknown> }[]
  const expected = vectors.find(({ id }) => id === 'SECV-085')?.then
  const errors = await import('../src/errors.js')
  const { deleteConflict, limitExceeded } = await import('@iot-core-local/core')
  const makers = [
    limitExceeded,
    errors.transferAlreadyCompleted,
    errors.certificateState,
    errors.malformedPolicy,
    errors.versionsLimitExceeded,
    deleteConflict,
  ]
  expect(Object.fromEntries(makers.map((make) => [make('').name, make('').status]))).toEqual(expected)
})
