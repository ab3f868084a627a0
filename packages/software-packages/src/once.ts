import { createHash } from 'node:crypto'
import { conflict, type ServiceError } from '@iot-core-local/core'
import type { PackagesContext } from './context.js'
import { TOKEN_LIFETIME_MS } from './limits.js'

export interface IdempotentRequest {
  readonly operation: string
  readonly input: { readonly clientToken?: string | undefined }
  /** What says that the token came with other parameters before. Default: ConflictException. */
  readonly mismatch?: (message: string) => ServiceError
}

/**
 * Runs `work` in a transaction, once for each client token: the same request under the same token is answered as before and changes nothing (API-037).
 * What was refused is not remembered. The output has to be JSON.
 * @throws ConflictException, or what `mismatch` makes, when the token came with other parameters
 */
export function once<Output extends object>(
  context: PackagesContext,
  { operation, input, mismatch = conflict }: IdempotentRequest,
  work: () => Output,
): Output {
  const { store, timers } = context.account
  const { clientToken, ...parameters } = input
  if (clientToken === undefined) return store.transaction(work)
  const digest = digestOf(parameters)
  return store.transaction(() => {
    const nowMs = timers.now()
    const earlier = context.requests.find(operation, clientToken, nowMs)
    if (earlier !== undefined && earlier.digest !== digest) throw mismatch('The clientToken was used with other parameters.')
    // Written below, for the same operation and parameters, so it is what that answered.
    if (earlier !== undefined) return JSON.parse(earlier.output) as Output
    const output = work()
    const request = { operation, clientToken, digest, output: JSON.stringify(output), expiresAtMs: nowMs + TOKEN_LIFETIME_MS }
    context.requests.keep(request, nowMs)
    return output
  })
}

function digestOf(parameters: object): string {
  return createHash('sha256').update(JSON.stringify(parameters, inOrder)).digest('base64')
}

/** Members by name: the same request may come with its members in another order. */
function inOrder(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}
