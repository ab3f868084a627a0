import { expect, test } from 'vitest'
import { useSecurity } from './use-security.js'

const ROLE = 'arn:aws:iam::123456789012:role/service-role/devices'
const ARN = 'arn:aws:iot:us-east-1:123456789012:rolealias/'

test('[REG-600] [REG-601] a role alias has a duration of an hour unless told otherwise, and is described as it was made', async () => {
  const { account, api, call } = await useSecurity()
  expect(await api.CreateRoleAlias({ roleAlias: 'a=,@-1', roleArn: ROLE }, call)).toEqual({
    roleAlias: 'a=,@-1',
    roleAliasArn: `${ARN}a=,@-1`,
  })
  const date = new Date(account.timers.now())
  expect(await api.DescribeRoleAlias({ roleAlias: 'a=,@-1' }, call)).toEqual({
    roleAliasDescription: {
      roleAlias: 'a=,@-1',
      roleAliasArn: `${ARN}a=,@-1`,
      roleArn: ROLE,
      owner: '123456789012',
      credentialDurationSeconds: 3_600,
      creationDate: date,
      lastModifiedDate: date,
    },
  })
})

test('[REG-602] an update changes what it is given and dates the change', async () => {
  const { account, api, call } = await useSecurity()
  await api.CreateRoleAlias({ roleAlias: 'a', roleArn: ROLE, credentialDurationSeconds: 900 }, call)
  const creationDate = new Date(account.timers.now())
  await account.timers.advance(60_000)
  await api.UpdateRoleAlias({ roleAlias: 'a', roleArn: `${ROLE}-2` }, call)
  const { roleAliasDescription } = await api.DescribeRoleAlias({ roleAlias: 'a' }, call)
  expect(roleAliasDescription).toMatchObject({ roleArn: `${ROLE}-2`, credentialDurationSeconds: 900, creationDate })
  expect(roleAliasDescription?.lastModifiedDate).toEqual(new Date(creationDate.getTime() + 60_000))
})

test('[REG-600] names are unique and case-sensitive', async () => {
  const { api, call } = await useSecurity()
  await api.CreateRoleAlias({ roleAlias: 'alias', roleArn: ROLE }, call)
  await api.CreateRoleAlias({ roleAlias: 'Alias', roleArn: ROLE }, call)
  expect(() => api.CreateRoleAlias({ roleAlias: 'alias', roleArn: ROLE }, call)).toThrow(
    expect.objectContaining({
      name: 'ResourceAlreadyExistsException',
      message: 'RoleAlias cannot be created - already exists (name=alias)',
      members: { resourceId: 'alias', resourceArn: `${ARN}alias` },
    }),
  )
})

test('[SEC-1006] an account has a hundred role aliases at most, and room again when one is deleted', async () => {
  const { api, call } = await useSecurity()
  for (let number = 1; number <= 100; number++) await api.CreateRoleAlias({ roleAlias: `a${String(number)}`, roleArn: ROLE }, call)
  const oneMore = () => api.CreateRoleAlias({ roleAlias: 'b', roleArn: ROLE }, call)
  expect(oneMore).toThrow(expect.objectContaining({ name: 'LimitExceededException', status: 410 }))
  await api.DeleteRoleAlias({ roleAlias: 'a7' }, call)
  expect(oneMore()).toMatchObject({ roleAlias: 'b' })
})

test('[REG-024] aliases are listed by name in both directions, and pages survive a deletion', async () => {
  const { api, call } = await useSecurity()
  for (const roleAlias of ['c', 'a', 'e', 'b', 'd']) await api.CreateRoleAlias({ roleAlias, roleArn: ROLE }, call)
  expect((await api.ListRoleAliases({}, call)).roleAliases).toEqual(['e', 'd', 'c', 'b', 'a'])
  const first = await api.ListRoleAliases({ ascendingOrder: true, pageSize: 2 }, call)
  expect(first.roleAliases).toEqual(['a', 'b'])
  expect(first.nextMarker).toMatch(/^[A-Za-z0-9+/]+={0,2}$/)
  await api.DeleteRoleAlias({ roleAlias: 'b' }, call)
  const rest = await api.ListRoleAliases({ ascendingOrder: true, pageSize: 3, marker: first.nextMarker }, call)
  expect(rest).toEqual({ roleAliases: ['c', 'd', 'e'] })
  expect(() => api.ListRoleAliases({ marker: 'AAAA' }, call)).toThrow(expect.objectContaining({ name: 'InvalidRequestException' }))
})

test.each(['arn:aws:iam::123456789012:user/somebody', 'arn:aws:iam::12:role/short-account', 'role/devices-of-the-plant'])(
  '[REG-600] %s is not the ARN of a role',
  async (roleArn) => {
    const { api, call } = await useSecurity()
    const refusal = expect.objectContaining({ name: 'InvalidRequestException' }) as unknown
    expect(() => api.CreateRoleAlias({ roleAlias: 'a', roleArn }, call)).toThrow(refusal)
    await api.CreateRoleAlias({ roleAlias: 'a', roleArn: ROLE }, call)
    expect(() => api.UpdateRoleAlias({ roleAlias: 'a', roleArn }, call)).toThrow(refusal)
  },
)

test('[REG-601] a missing alias is 404 everywhere', async () => {
  const { api, call } = await useSecurity()
  const missing = expect.objectContaining({ name: 'ResourceNotFoundException', message: 'RoleAlias not found (name= none)' }) as unknown
  for (const act of [
    () => api.DescribeRoleAlias({ roleAlias: 'none' }, call),
    () => api.UpdateRoleAlias({ roleAlias: 'none' }, call),
    () => api.DeleteRoleAlias({ roleAlias: 'none' }, call),
  ]) {
    expect(act).toThrow(missing)
  }
})
