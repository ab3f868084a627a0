import { resourceAlreadyExists } from '@iot-core-local/core'
import type { Handler, Parts } from '../parts.js'
import { parsePolicyDocument } from '../policy/document.js'
import { assignTags } from './register-ca-certificate.js'

const FIRST_VERSION = 1

/** REG-450, REG-451: never idempotent; the document comes back as it was sent. */
export function createPolicy(parts: Parts): Handler<'CreatePolicy'> {
  const { deps, policyRows } = parts
  return ({ policyName, policyDocument, tags }) => {
    parsePolicyDocument(policyDocument)
    const policyArn = deps.arns.policy(policyName)
    return deps.store.transaction(() => {
      if (policyRows.find(policyName) !== undefined) {
        const resource = { resourceId: policyName, resourceArn: policyArn }
        throw resourceAlreadyExists(`Policy cannot be created - name already exists (name=${policyName})`, resource)
      }
      const nowMs = deps.timers.now()
      const seq = policyRows.insert(policyName, deps.ids.hex(64), nowMs)
      policyRows.addVersion(seq, FIRST_VERSION, policyDocument, nowMs)
      policyRows.setDefault(seq, FIRST_VERSION, nowMs)
      assignTags(parts, policyArn, tags)
      deps.events.publish({ type: 'policies.changed' })
      return { policyName, policyArn, policyDocument, policyVersionId: String(FIRST_VERSION) }
    })
  }
}
