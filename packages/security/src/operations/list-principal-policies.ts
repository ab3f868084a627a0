import type { Handler, Parts } from '../parts.js'
import { readPage } from '../store/page.js'
import { requireTarget } from './policy-target.js'

/** REG-510. */
export function listPrincipalPolicies(parts: Parts): Handler<'ListPrincipalPolicies'> {
  return (input) => {
    const { principal } = input
    requireTarget(parts, principal)
    const { items, ...next } = readPage(`ListPrincipalPolicies/${principal}`, input, (query) =>
      parts.attachments.listPolicies.read({ ...query, target: principal }),
    )
    return { policies: items.map(({ name }) => ({ policyName: name, policyArn: parts.deps.arns.policy(name) })), ...next }
  }
}
