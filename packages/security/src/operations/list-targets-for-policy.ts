import type { Handler, Parts } from '../parts.js'
import { readPage } from '../store/page.js'
import { requirePolicy } from './require-policy.js'

/** REG-462. */
export function listTargetsForPolicy(parts: Parts): Handler<'ListTargetsForPolicy'> {
  return (input) => {
    const { seq } = requirePolicy(parts, input.policyName)
    const { items, ...next } = readPage(`ListTargetsForPolicy/${input.policyName}`, input, (query) =>
      parts.attachments.listTargets.read({ ...query, policySeq: seq }),
    )
    return { targets: items.map(({ target }) => target), ...next }
  }
}
