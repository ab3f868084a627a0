import type { Handler, Parts } from '../parts.js'
import type { AttachedPolicyRow } from '../store/attachment-store.js'
import { type PageQuery, readPage } from '../store/page.js'
import { requireTarget } from './policy-target.js'

/** REG-462: `recursive` adds what a group has from its ancestors. */
export function listAttachedPolicies(parts: Parts): Handler<'ListAttachedPolicies'> {
  const { attachments, deps } = parts
  return (input) => {
    const { target } = input
    const isWithAncestors = requireTarget(parts, target) === 'thingGroup' && input.recursive === true
    const { items, ...next } = readPage(`ListAttachedPolicies/${target}`, input, (query) =>
      isWithAncestors ? inherited(parts, target, query) : attachments.listPolicies.read({ ...query, target }),
    )
    return { policies: items.map(({ name }) => ({ policyName: name, policyArn: deps.arns.policy(name) })), ...next }
  }
}

/** A policy that several groups of the line have is listed once. A line has at most seven groups with two policies each (REG-460). */
function inherited({ attachments, deps }: Parts, group: string, query: PageQuery): readonly AttachedPolicyRow[] {
  const byName = new Map<string, AttachedPolicyRow>()
  const everything = { isAscending: false, afterSeq: Number.MAX_SAFE_INTEGER, limit: Number.MAX_SAFE_INTEGER }
  for (const target of [group, ...deps.things.ancestorsOf(group)]) {
    for (const row of attachments.listPolicies.read({ ...everything, target })) if (!byName.has(row.name)) byName.set(row.name, row)
  }
  return [...byName.values()]
    .filter(({ seq }) => seq < query.afterSeq)
    .sort((a, b) => b.seq - a.seq)
    .slice(0, query.limit)
}
