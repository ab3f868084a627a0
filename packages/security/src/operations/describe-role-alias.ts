import type { Handler, Parts } from '../parts.js'
import { requireRoleAlias, roleAliasArn } from './role-alias.js'

/** REG-601. */
export function describeRoleAlias(parts: Parts): Handler<'DescribeRoleAlias'> {
  return ({ roleAlias }) => {
    const { name, roleArn, durationSeconds, createdMs, modifiedMs } = requireRoleAlias(parts, roleAlias)
    return {
      roleAliasDescription: {
        roleAlias: name,
        roleAliasArn: roleAliasArn(parts, name),
        roleArn,
        owner: parts.deps.accountId,
        credentialDurationSeconds: durationSeconds,
        creationDate: new Date(createdMs),
        lastModifiedDate: new Date(modifiedMs),
      },
    }
  }
}
