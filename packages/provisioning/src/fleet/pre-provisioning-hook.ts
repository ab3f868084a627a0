import type { Timers } from '@iot-core-local/core'
import type { FunctionCaller } from '../ports.js'
import type { Trace } from '../runs/trace.js'
import { isObject } from '../template/json.js'
import { callFunction } from './call-function.js'
import { rejections } from './rejections.js'

/** What the function is told (PRV-630). */
export interface HookEvent {
  readonly claimCertificateId: string
  readonly certificateId: string
  readonly certificatePem: string
  readonly templateArn: string
  readonly clientId: string
  readonly parameters: Readonly<Record<string, string>>
}

/**
 * Asks the hook (PRV-631). Only the boolean true allows.
 * @returns the parameters it adds or replaces
 * @throws RejectedRequest (403) for a refusal, a failure, no answer in time, and an answer that is none
 */
export async function askHook(
  clocks: readonly Timers[],
  functions: FunctionCaller,
  hookArn: string,
  event: HookEvent,
  trace: Trace,
): Promise<ReadonlyMap<string, string>> {
  const outcome = await callFunction(clocks, functions, hookArn, event)
  const deny = (why: string): Error => {
    trace.add('hook', hookArn, 'failed', why)
    return rejections.accessDenied(`The pre-provisioning hook did not allow provisioning: ${why}.`)
  }
  if ('failure' in outcome) throw deny(outcome.failure)
  const { answer } = outcome
  trace.fact('hookAnswer', answer)
  if (!isObject(answer)) throw deny('its answer is not an object')
  if (answer['allowProvisioning'] !== true) {
    throw deny(answer['allowProvisioning'] === false ? 'it refused' : 'allowProvisioning is not the boolean true')
  }
  const overrides = answer['parameterOverrides'] ?? {}
  if (!isObject(overrides)) throw deny('parameterOverrides is not an object')
  const parameters = new Map<string, string>()
  for (const [name, value] of Object.entries(overrides)) {
    if (typeof value !== 'string') throw deny(`the override of ${name} is not a string`)
    parameters.set(name, value)
  }
  trace.add('hook', hookArn, 'passed', parameters.size === 0 ? 'no overrides' : `overrides ${[...parameters.keys()].join(', ')}`)
  return parameters
}
