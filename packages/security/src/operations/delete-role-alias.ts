import type { Handler, Parts } from '../parts.js'
import { requireRoleAlias, roleAliasArn } from './role-alias.js'

/** Nothing here refers to a role alias, so none is ever in use (SEC-1006). Credentials that were given out stay good. */
export function deleteRoleAlias(parts: Parts): Handler<'DeleteRoleAlias'> {
  const { deps, roleAliases } = parts
  return ({ roleAlias }) =>
    deps.store.transaction(() => {
      requireRoleAlias(parts, roleAlias)
      roleAliases.remove(roleAlias)
      deps.tags?.removeAll(roleAliasArn(parts, roleAlias))
      return {}
    })
}
