import type { Handler, Parts } from '../parts.js'

/** REG-461: detaching what is not attached is a success. */
export function detachPolicy(parts: Parts): Handler<'DetachPolicy'> {
  return ({ policyName, target }) => {
    detach(parts, policyName, target)
    return {}
  }
}

export function detach({ attachments, deps, policyRows }: Parts, policyName: string, target: string): void {
  deps.store.transaction(() => {
    const policy = policyRows.find(policyName)
    if (policy !== undefined && attachments.remove(target, policy.seq)) deps.events.publish({ type: 'policies.changed' })
  })
}
