import {
  type DecisionLog,
  type Logger,
  principalIdentifier,
  ServiceError,
  type TopicHandler,
  type TopicReply,
  type TopicRequest,
} from '@iot-core-local/core'
import { echoedToken } from '../document/client-token.js'
import { invalidName, serviceFailure } from '../errors.js'
import { notificationsOf } from '../notifications.js'
import { rejectedPayload } from '../requests/payloads.js'
import type { RequestContext } from '../requests/shadow-requests.js'
import { deleteVerb, getVerb, perform, updateVerb, type Verb } from '../requests/verbs.js'
import { describeAddress, faultyName, type ShadowAddress, topicPrefix } from '../shadow-address.js'

/** What the MQTT edge needs besides. */
export interface TopicContext {
  readonly requests: RequestContext
  readonly decisions: DecisionLog
  readonly log: Logger
}

/** The request topics of classic and named shadows (SHD section 9). Answers go to whoever subscribes (SHD-110). */
export function topicHandlers(context: TopicContext): readonly TopicHandler[] {
  return [getVerb, updateVerb, deleteVerb].flatMap((verb) =>
    ['$aws/things/{thingName}/shadow', '$aws/things/{thingName}/shadow/name/{shadowName}'].map((prefix) => ({
      pattern: `${prefix}/${verb.name}`,
      handle: (request: TopicRequest) => answer(context, verb, request),
    })),
  )
}

function answer(context: TopicContext, verb: Verb, request: TopicRequest): readonly TopicReply[] {
  const address = addressOf(request)
  let clientToken: string | undefined
  try {
    const faulty = faultyName(address)
    if (faulty !== undefined) throw invalidName(faulty)
    const content = verb.read(request.payload)
    clientToken = echoedToken(content)
    const accepted = perform(context.requests, verb, address, content)
    return notificationsOf(address, verb.name, accepted).map((message) => ({ to: 'subscribers', ...message }))
  } catch (error) {
    const refusal = error instanceof ServiceError ? error : serviceFailure(error)
    report(context, verb, request, address, refusal)
    const payload = rejectedPayload(refusal.status, refusal.message, clientToken)
    return [{ to: 'subscribers', topic: `${topicPrefix(address)}/${verb.name}/rejected`, payload }]
  }
}

function addressOf({ params }: TopicRequest): ShadowAddress {
  return { thingName: params['thingName'] ?? '', shadowName: params['shadowName'] }
}

/** A device that does not listen on `.../rejected` learns nothing of a refusal, so it is written down. */
function report(context: TopicContext, verb: Verb, request: TopicRequest, address: ShadowAddress, refusal: ServiceError): void {
  const { topic, call } = request
  if (refusal.status === 500) context.log.error({ err: refusal.cause, topic }, 'a shadow request failed')
  context.decisions.record({
    kind: 'reservedTopic',
    outcome: refusal.status === 500 ? 'failed' : 'refused',
    eventType: verb.operation,
    reason: refusal.name,
    explanation: `The ${verb.name} request for the shadow of '${describeAddress(address)}' was rejected with code ${String(refusal.status)}: ${refusal.message}.`,
    protocol: 'MQTT',
    topic,
    principalId: principalIdentifier(call.principal),
    requestId: call.requestId,
    ...(call.connection === undefined ? undefined : { clientId: call.connection.clientId }),
    ...(call.sourceIp === undefined ? undefined : { sourceIp: call.sourceIp }),
    ...(address.shadowName === undefined ? undefined : { details: { deviceShadowName: address.shadowName } }),
  })
}
