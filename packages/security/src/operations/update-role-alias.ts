import type { Handler, Parts } from '../parts.js'
import { checkRoleArn, requireRoleAlias, roleAliasArn } from './role-alias.js'

/** REG-602: what is not given stays. */
export function updateRoleAlias(parts: Parts): Handler<'UpdateRoleAlias'> {
  const { deps, roleAliases } = parts
  return ({ roleAlias, roleArn, credentialDurationSeconds }) => {
    if (roleArn !== undefined) checkRoleArn(roleArn)
    return deps.store.transaction(() => {
      const row = requireRoleAlias(parts, roleAlias)
      roleAliases.update({
        ...row,
        roleArn: roleArn ?? row.roleArn,
        durationSeconds: credentialDurationSeconds ?? row.durationSeconds,
        modifiedMs: deps.timers.now(),
      })
      return { roleAlias, roleAliasArn: roleAliasArn(parts, roleAlias) }
    })
  }
}
