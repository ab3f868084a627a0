import type { Publisher, Timers } from '@iot-core-local/core'
import { notificationsOf } from '../notifications.js'
import type { Answer, RequestContext } from '../requests/shadow-requests.js'
import { perform, type Verb } from '../requests/verbs.js'
import type { ShadowAddress } from '../shadow-address.js'

/** What the HTTP edge needs besides. */
export interface OperationContext {
  readonly requests: RequestContext
  readonly publisher: Publisher
  readonly timers: Timers
}

const NO_PAYLOAD = new Uint8Array(0)

/** Runs one request of the HTTP edge. @throws ServiceError. */
export function performVerb(context: OperationContext, verb: Verb, address: ShadowAddress, payload: Uint8Array = NO_PAYLOAD): Answer {
  return perform(context.requests, verb, address, verb.read(payload))
}

/** Tells MQTT subscribers of a change made over HTTP (SHD-108). The answer does not wait for slow ones. */
export function announce({ publisher, timers }: OperationContext, address: ShadowAddress, verb: Verb, answer: Answer): void {
  for (const message of notificationsOf(address, verb.name, answer)) void timers.track(publisher.publish(message))
}
