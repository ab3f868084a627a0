import { readRequest } from '../document/read-request.js'
import { deleteShadow } from './delete-shadow.js'
import { getShadow } from './get-shadow.js'
import type { ShadowAddress } from '../shadow-address.js'
import type { Answer, RequestContext, ShadowRequest } from './shadow-requests.js'
import { updateShadow } from './update-shadow.js'

/** The last level of a request topic. */
export type VerbName = 'get' | 'update' | 'delete'

/** One kind of request, as both edges use it. */
export interface Verb {
  readonly name: VerbName
  /** The AWS operation; also the event type of AWS IoT's log entries (SHD-142). */
  readonly operation: 'GetThingShadow' | 'UpdateThingShadow' | 'DeleteThingShadow'
  /** The JSON value of the payload; undefined where there is none and none is needed (SHD-023). @throws ServiceError. */
  readonly read: (payload: Uint8Array) => unknown
  readonly run: ShadowRequest
}

export const getVerb: Verb = {
  name: 'get',
  operation: 'GetThingShadow',
  read: (payload) => (payload.byteLength === 0 ? undefined : readRequest(payload)),
  run: getShadow,
}

export const updateVerb: Verb = { name: 'update', operation: 'UpdateThingShadow', read: readRequest, run: updateShadow }

export const deleteVerb: Verb = { name: 'delete', operation: 'DeleteThingShadow', read: readIgnorable, run: deleteShadow }

/** Runs a request that was read. @throws ServiceError where AWS refuses. */
export function perform(context: RequestContext, verb: Verb, address: ShadowAddress, content: unknown): Answer {
  context.rate.take(address.thingName)
  return verb.run(context, address, content)
}

/** The content of a delete request is ignored, readable or not; only a token is looked for. */
function readIgnorable(payload: Uint8Array): unknown {
  try {
    return readRequest(payload)
  } catch {
    return undefined
  }
}
