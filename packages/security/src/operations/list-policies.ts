import type { Handler, Parts } from '../parts.js'
import { readPage } from '../store/page.js'

/** REG-024. */
export function listPolicies({ deps, policyRows }: Parts): Handler<'ListPolicies'> {
  return (input) => {
    const { items, ...next } = readPage('ListPolicies', input, (query) => policyRows.list.read(query))
    return { policies: items.map(({ name }) => ({ policyName: name, policyArn: deps.arns.policy(name) })), ...next }
  }
}
