import { paginateListRoleAliases } from '@aws-sdk/client-iot'
import { expect } from 'vitest'
import {
  answers,
  type AreaCases,
  constraintMessage,
  itemNames,
  PAGE_SIZE,
  paginates,
  refuses,
  refusesPageSize,
  refusesPattern,
} from '../support/conformance-case.js'
import { ROLE_ALIAS } from '../support/patterns.js'
import { expectRefusal } from '../support/refusal-of.js'
import type { World } from '../support/world.js'

const ROLE = 'arn:aws:iam::123456789012:role/devices'
const ALIAS = { member: 'roleAlias', pattern: ROLE_ALIAS } as const
const MISSING = 'RoleAlias not found (name= none)'

async function aliasA({ iot }: World): Promise<void> {
  await iot.createRoleAlias({ roleAlias: 'a', roleArn: ROLE })
}

export const roleAliasCases: AreaCases = {
  notApplicable: [
    {
      operation: 'DeleteRoleAlias',
      error: 'DeleteConflictException',
      reason: 'Nothing refers to a role alias here, so none is in use (SEC-1006).',
    },
  ],
  cases: [
    answers('REG-600', 'CreateRoleAlias', 'name and ARN', async ({ iot, arn }) => {
      const { $metadata: _, ...created } = await iot.createRoleAlias({ roleAlias: 'a=,@-1', roleArn: ROLE, credentialDurationSeconds: 900 })
      expect(created).toEqual({ roleAlias: 'a=,@-1', roleAliasArn: arn('rolealias/a=,@-1') })
    }),
    answers('REG-531', 'CreateRoleAlias', 'tags are taken, and can be changed', async ({ iot, arn }) => {
      const resourceArn = arn('rolealias/a')
      await iot.createRoleAlias({ roleAlias: 'a', roleArn: ROLE, tags: [{ Key: 'team', Value: 'light' }] })
      await iot.tagResource({ resourceArn, tags: [{ Key: 'room', Value: '1' }] })
      await iot.untagResource({ resourceArn, tagKeys: ['team'] })
      expect((await iot.listTagsForResource({ resourceArn })).tags).toEqual([{ Key: 'room', Value: '1' }])
    }),
    refuses('REG-600', 'CreateRoleAlias', 'ResourceAlreadyExistsException', 'the name is taken', {
      given: aliasA,
      when: ({ iot }) => iot.createRoleAlias({ roleAlias: 'a', roleArn: ROLE }),
      message: 'RoleAlias cannot be created - already exists (name=a)',
      members: (_, { arn }) => ({ resourceId: 'a', resourceArn: arn('rolealias/a') }),
    }),
    refuses('REG-600', 'CreateRoleAlias', 'LimitExceededException', 'there are a hundred', {
      given: async ({ iot }) => {
        for (let count = 0; count < 100; count++) await iot.createRoleAlias({ roleAlias: `a-${String(count)}`, roleArn: ROLE })
      },
      when: ({ iot }) => iot.createRoleAlias({ roleAlias: 'b', roleArn: ROLE }),
    }),
    refusesPattern('CreateRoleAlias', { ...ALIAS, when: ({ iot }, roleAlias) => iot.createRoleAlias({ roleAlias, roleArn: ROLE }) }),
    refuses('REG-600', 'CreateRoleAlias', 'InvalidRequestException', 'credentials would be good for less than 15 minutes', {
      when: ({ iot }) => iot.createRoleAlias({ roleAlias: 'a', roleArn: ROLE, credentialDurationSeconds: 899 }),
      message: constraintMessage('credentialDurationSeconds', '899', 'Member must have value greater than or equal to 900'),
    }),
    refuses('REG-600', 'CreateRoleAlias', 'InvalidRequestException', 'credentials would be good for more than 12 hours', {
      when: ({ iot }) => iot.createRoleAlias({ roleAlias: 'a', roleArn: ROLE, credentialDurationSeconds: 43_201 }),
      message: constraintMessage('credentialDurationSeconds', '43201', 'Member must have value less than or equal to 43200'),
    }),
    refuses('REG-600', 'CreateRoleAlias', 'InvalidRequestException', 'the ARN is not that of a role', {
      when: ({ iot }) => iot.createRoleAlias({ roleAlias: 'a', roleArn: 'arn:aws:iam::123456789012:user/x' }),
    }),

    answers('REG-601', 'DescribeRoleAlias', 'everything about it', async ({ iot, arn, accountId, time }) => {
      const creationDate = time.now()
      await iot.createRoleAlias({ roleAlias: 'a', roleArn: ROLE })
      expect((await iot.describeRoleAlias({ roleAlias: 'a' })).roleAliasDescription).toEqual({
        roleAlias: 'a',
        roleAliasArn: arn('rolealias/a'),
        roleArn: ROLE,
        owner: accountId,
        credentialDurationSeconds: 3_600,
        creationDate,
        lastModifiedDate: creationDate,
      })
    }),
    refuses('REG-601', 'DescribeRoleAlias', 'ResourceNotFoundException', 'there is no such alias', {
      when: ({ iot }) => iot.describeRoleAlias({ roleAlias: 'none' }),
      message: MISSING,
    }),
    refusesPattern('DescribeRoleAlias', { ...ALIAS, when: ({ iot }, roleAlias) => iot.describeRoleAlias({ roleAlias }) }),

    answers('REG-602', 'UpdateRoleAlias', 'what is not given stays', async (world) => {
      const { iot, arn, time } = world
      await aliasA(world)
      await time.advance({ seconds: 1 })
      const { $metadata: _, ...updated } = await iot.updateRoleAlias({ roleAlias: 'a', credentialDurationSeconds: 43_200 })
      expect(updated).toEqual({ roleAlias: 'a', roleAliasArn: arn('rolealias/a') })
      const { roleAliasDescription } = await iot.describeRoleAlias({ roleAlias: 'a' })
      expect(roleAliasDescription).toMatchObject({ roleArn: ROLE, credentialDurationSeconds: 43_200, lastModifiedDate: time.now() })
    }),
    refuses('REG-602', 'UpdateRoleAlias', 'ResourceNotFoundException', 'there is no such alias', {
      when: ({ iot }) => iot.updateRoleAlias({ roleAlias: 'none', roleArn: ROLE }),
      message: MISSING,
    }),
    refusesPattern('UpdateRoleAlias', { ...ALIAS, when: ({ iot }, roleAlias) => iot.updateRoleAlias({ roleAlias }) }),

    answers('REG-600', 'DeleteRoleAlias', 'it is gone, with its tags', async ({ iot, arn }) => {
      await iot.createRoleAlias({ roleAlias: 'a', roleArn: ROLE, tags: [{ Key: 'team', Value: 'light' }] })
      await iot.deleteRoleAlias({ roleAlias: 'a' })
      await expectRefusal(iot.describeRoleAlias({ roleAlias: 'a' }), 'ResourceNotFoundException')
      await iot.createRoleAlias({ roleAlias: 'a', roleArn: ROLE })
      expect((await iot.listTagsForResource({ resourceArn: arn('rolealias/a') })).tags).toEqual([])
    }),
    refuses('REG-601', 'DeleteRoleAlias', 'ResourceNotFoundException', 'there is no such alias', {
      when: ({ iot }) => iot.deleteRoleAlias({ roleAlias: 'none' }),
      message: MISSING,
    }),
    refusesPattern('DeleteRoleAlias', { ...ALIAS, when: ({ iot }, roleAlias) => iot.deleteRoleAlias({ roleAlias }) }),

    answers('REG-602', 'ListRoleAliases', 'plain names, in both directions', async ({ iot }) => {
      for (const roleAlias of ['b', 'a', 'c']) await iot.createRoleAlias({ roleAlias, roleArn: ROLE })
      expect((await iot.listRoleAliases({ ascendingOrder: true })).roleAliases).toEqual(['a', 'b', 'c'])
      expect((await iot.listRoleAliases({})).roleAliases).toEqual(['c', 'b', 'a'])
    }),
    refusesPageSize('ListRoleAliases', 'pageSize', ({ iot }, pageSize) => iot.listRoleAliases({ pageSize })),
    refuses('REG-026', 'ListRoleAliases', 'InvalidRequestException', 'the marker is one of another list', {
      given: async ({ iot }) => {
        for (const roleAlias of ['a', 'b']) await iot.createRoleAlias({ roleAlias, roleArn: ROLE })
        return (await iot.listDomainConfigurations({ pageSize: 1 })).nextMarker
      },
      when: ({ iot }, marker) => iot.listRoleAliases({ ...(marker === undefined ? {} : { marker }) }),
    }),
    paginates('REG-024', 'ListRoleAliases', 'the SDK walks through all pages, A to Z', {
      given: async ({ iot }) => {
        const names = itemNames('a-')
        for (const roleAlias of names) await iot.createRoleAlias({ roleAlias, roleArn: ROLE })
        return names
      },
      when: ({ iot }) => paginateListRoleAliases({ client: iot, pageSize: PAGE_SIZE }, { ascendingOrder: true }),
      itemsOf: ({ roleAliases }) => roleAliases,
    }),
  ],
}
