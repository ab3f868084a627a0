import type { Arns } from '@iot-core-local/core'
import type { DefaultVersionRow, PolicyStore } from '../store/policy-store.js'
import { CompiledPolicy } from './compiled-policy.js'
import { parsePolicyDocument } from './document.js'
import type { PolicyInEffect } from './bound-policies.js'

/** How many policy versions are kept compiled; the one unused for longest goes first. */
const MAX_COMPILED = 10_000

/** The policies of the account, compiled. A version never changes and its key is never used again, so nothing here goes stale. */
export class PolicyBook {
  readonly #rows: PolicyStore
  readonly #arns: Arns
  readonly #compiled = new Map<string, CompiledPolicy>()

  constructor(rows: PolicyStore, arns: Arns) {
    this.#rows = rows
    this.#arns = arns
  }

  /** The operative policies of each target in turn; a policy that comes again counts once, from where it came first. */
  inEffect(targets: readonly { readonly target: string; readonly source: string }[]): readonly PolicyInEffect[] {
    const found = new Map<string, PolicyInEffect>()
    for (const { target, source } of targets) {
      for (const row of this.#rows.ofTarget(target)) if (!found.has(row.name)) found.set(row.name, this.#entry(row, source))
    }
    return [...found.values()]
  }

  /** The operative version of a policy by name. */
  byName(name: string, source: string): PolicyInEffect | undefined {
    const row = this.#rows.defaultVersionOf(name)
    return row === undefined ? undefined : this.#entry(row, source)
  }

  #entry(row: DefaultVersionRow, source: string): PolicyInEffect {
    const versionId = String(row.version)
    const policyArn = this.#arns.policy(row.name)
    return { policyName: row.name, policyArn, versionId, policyDocument: row.document, source, policy: this.#compile(row) }
  }

  #compile(row: DefaultVersionRow): CompiledPolicy {
    const key = `${String(row.policySeq)}/${String(row.version)}`
    const known = this.#compiled.get(key)
    const policy = known ?? new CompiledPolicy(parsePolicyDocument(row.document))
    if (known !== undefined) this.#compiled.delete(key)
    else if (this.#compiled.size >= MAX_COMPILED) this.#compiled.delete(this.#compiled.keys().next().value ?? '')
    this.#compiled.set(key, policy)
    return policy
  }
}
