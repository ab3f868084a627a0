import { limitExceeded, resourceAlreadyExists } from '@iot-core-local/core'
import type { Handler, Parts } from '../parts.js'
import { assignTags } from './register-ca-certificate.js'
import { checkRoleArn, DEFAULT_CREDENTIAL_DURATION_SECONDS, roleAliasArn } from './role-alias.js'

/** REG-600. */
const MAX_ROLE_ALIASES = 100

/** REG-600. */
export function createRoleAlias(parts: Parts): Handler<'CreateRoleAlias'> {
  const { deps, roleAliases } = parts
  return ({ roleAlias, roleArn, credentialDurationSeconds = DEFAULT_CREDENTIAL_DURATION_SECONDS, tags }) => {
    checkRoleArn(roleArn)
    const arn = roleAliasArn(parts, roleAlias)
    return deps.store.transaction(() => {
      if (roleAliases.find(roleAlias) !== undefined) {
        const resource = { resourceId: roleAlias, resourceArn: arn }
        throw resourceAlreadyExists(`RoleAlias cannot be created - already exists (name=${roleAlias})`, resource)
      }
      if (roleAliases.count() >= MAX_ROLE_ALIASES) {
        throw limitExceeded(`The account has ${String(MAX_ROLE_ALIASES)} role aliases, the most it may have.`)
      }
      const nowMs = deps.timers.now()
      roleAliases.insert({ name: roleAlias, roleArn, durationSeconds: credentialDurationSeconds, createdMs: nowMs, modifiedMs: nowMs })
      assignTags(parts, arn, tags)
      return { roleAlias, roleAliasArn: arn }
    })
  }
}
