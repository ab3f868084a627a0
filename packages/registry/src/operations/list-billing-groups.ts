import type { InputOf, OutputOf } from '../api.js'
import { pageByName } from '../model/page.js'
import type { Parts } from '../parts.js'

/** ListBillingGroups by name, with a name prefix (REG-314). */
export function listBillingGroups({ billingGroups, deps }: Parts, input: InputOf<'ListBillingGroups'>): OutputOf<'ListBillingGroups'> {
  const prefix = input.namePrefixFilter ?? ''
  const { items, nextToken } = pageByName(
    `ListBillingGroups:${prefix}`,
    input,
    (name: string) => name,
    (range) => billingGroups.names(range),
    prefix,
  )
  const groups = items.map((groupName) => ({ groupName, groupArn: deps.arns.billingGroup(groupName) }))
  return { billingGroups: groups, ...(nextToken === undefined ? {} : { nextToken }) }
}
