import type { Handler, Parts } from '../parts.js'
import { readPage } from '../store/page.js'
import { requirePolicy } from './require-policy.js'

/** REG-510, REG-512. */
export function listPolicyPrincipals(parts: Parts): Handler<'ListPolicyPrincipals'> {
  return (input) => {
    const { seq } = requirePolicy(parts, input.policyName)
    const { items, ...next } = readPage(`ListPolicyPrincipals/${input.policyName}`, input, (query) =>
      parts.attachments.listTargets.read({ ...query, policySeq: seq }),
    )
    return { principals: items.map(({ target }) => target), ...next }
  }
}
