import { invalidRequest, resourceNotFound } from '@iot-core-local/core'
import type { Parts } from '../parts.js'
import type { RoleAliasRow } from '../store/role-alias-store.js'

/** REG-600. */
export const DEFAULT_CREDENTIAL_DURATION_SECONDS = 3_600

const ROLE_ARN = /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/

/** REG-032. */
export function roleAliasArn({ deps }: Parts, name: string): string {
  return deps.arns.iot(`rolealias/${name}`)
}

/** REG-601. @throws ResourceNotFoundException */
export function requireRoleAlias({ roleAliases }: Parts, name: string): RoleAliasRow {
  const row = roleAliases.find(name)
  if (row === undefined) throw resourceNotFound(`RoleAlias not found (name= ${name})`)
  return row
}

/** @throws InvalidRequestException for what is not the ARN of a role. */
export function checkRoleArn(roleArn: string): void {
  if (!ROLE_ARN.test(roleArn)) throw invalidRequest(`roleArn is not the ARN of an IAM role: ${roleArn}`)
}
