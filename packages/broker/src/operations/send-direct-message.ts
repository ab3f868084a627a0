import { forbidden, invalidRequest, isValidTopic, resourceNotFound, ServiceError, type IotDataHandlers } from '@iot-core-local/core'
import type { Connection } from '../engine/connection.js'
import { Message } from '../engine/message.js'
import { encodeProperties } from '../engine/properties.js'
import { MAX_PAYLOAD_BYTES, MAX_TOPIC_BYTES, MAX_UNACKNOWLEDGED } from '../limits.js'
import { requireClientId, type OperationContext } from './context.js'
import { payloadOf, propertiesOf } from './message-input.js'

const DEFAULT_TIMEOUT_SECONDS = 5
const MAX_TIMEOUT_SECONDS = 15
const MAX_TOPIC_LEVELS = 8

/** BRK-323: to one connected client, subscribed or not; never queued, retained or seen by rules. */
export function sendDirectMessage({ deps, engine }: OperationContext): NonNullable<IotDataHandlers['SendDirectMessage']> {
  return async (input, call) => {
    requireClientId(input.clientId)
    requireTopic(input.topic)
    const timeoutSeconds = timeoutOf(input.timeout)
    const payload = payloadOf(input.payload)
    if (payload.length > MAX_PAYLOAD_BYTES) {
      throw new ServiceError('RequestEntityTooLargeException', 'Message payload exceeds size limit for message type.', { status: 413 })
    }
    const connection = findReceiver(engine.connections.get(input.clientId), engine.sessions.get(input.clientId) !== undefined)
    const decision = await connection.accepted?.cache.ask({
      action: 'iot:Receive',
      resource: deps.arns.topic(input.topic),
      eventType: 'SendDirectMessage',
      topic: input.topic,
    })
    if (decision?.isAllowed !== true) {
      throw forbidden('Authorization failed for the target client. Verify that your policy grants the necessary permissions')
    }
    const message = new Message({
      topic: input.topic,
      payload,
      qos: input.confirmation === true ? 1 : 0,
      properties: encodeProperties(propertiesOf(input)),
      origin: { clientId: undefined, principal: call.principal, sourceIp: call.sourceIp },
      receivedAtMs: deps.timers.now(),
    })
    if (input.confirmation === true) await confirm(message, connection, timeoutSeconds * 1000)
    else engine.sendDirectly(connection, message)
    return { message: 'OK', traceId: call.requestId }
  }
}

function requireTopic(topic: string): void {
  const isValid = isValidTopic(topic) && !topic.startsWith('$') && Buffer.byteLength(topic) <= MAX_TOPIC_BYTES
  if (!isValid || topic.split('/').length > MAX_TOPIC_LEVELS) {
    throw invalidRequest(
      "This topic isn't valid. Topics size needs to be within 256 bytes, should contain less than 9 parts, and should not start with a dollar sign ($)",
    )
  }
}

function timeoutOf(timeout: number | undefined): number {
  const seconds = timeout ?? DEFAULT_TIMEOUT_SECONDS
  if (seconds < 1 || seconds > MAX_TIMEOUT_SECONDS) throw invalidRequest('Invalid timeout value. Must be an integer between 1 and 15')
  return seconds
}

function findReceiver(connection: Connection | undefined, hasSession: boolean): Connection {
  if (connection !== undefined) return connection
  throw resourceNotFound(
    hasSession
      ? 'The target client ID is not connected, but it has an active persistent session'
      : 'The client ID is not found. Verify that the client is connected and try again',
  )
}

/** Waits for the PUBACK, in real time: the receiver lives in it. */
function confirm(message: Message, connection: Connection, timeoutMs: number): Promise<void> {
  const { engine } = connection
  const { inFlightCount = 0, waitingCount = 0 } = connection.accepted?.session ?? {}
  if (inFlightCount + waitingCount >= MAX_UNACKNOWLEDGED) {
    throw new ServiceError('ThrottlingException', 'The receiver client has reached the maximum number of unacknowledged QoS 1 messages', {
      status: 429,
    })
  }
  return new Promise((resolve, reject) => {
    const overdue = engine.wallTimers.after(timeoutMs, () => {
      reject(
        new ServiceError('GatewayTimeoutException', 'The delivery confirmation was not received within the specified timeout period', {
          status: 504,
        }),
      )
    })
    engine.sendDirectly(connection, message, () => {
      overdue.cancel()
      resolve()
    })
  })
}
