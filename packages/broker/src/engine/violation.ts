import type { DecisionInput } from '@iot-core-local/core'
import { MAX_CONNECT_BYTES, MAX_PACKET_BYTES } from '../limits.js'
import type { PropertyProblem } from './properties.js'
import { ReasonCode, type DisconnectReason } from './reason-code.js'

/** What a client did wrong, and what becomes of it. */
export interface Violation {
  readonly eventType: string
  readonly reason: string
  readonly explanation: string
  readonly code: ReasonCode
  readonly disconnectReason?: DisconnectReason
  readonly topic?: string
  readonly kind?: DecisionInput['kind']
  readonly details?: Readonly<Record<string, unknown>>
}

/** What is wrong with a connection before its CONNECT, as reason and explanation: it is closed without an answer. */
export type Objection = readonly [reason: string, explanation: string]

export const CONNECT_TOO_LARGE: Objection = [
  'CONNECT_TOO_LARGE',
  `The first packet is larger than ${MAX_CONNECT_BYTES} bytes, or the client does not speak MQTT.`,
]

export const CONNECT_LENGTH_INVALID: Objection = ['MALFORMED_PACKET', 'The first packet has no valid length. Does the client speak MQTT?']

export const FIRST_PACKET_NOT_CONNECT: Objection = [
  'FIRST_PACKET_NOT_CONNECT',
  'The first packet was not a CONNECT. Is the client speaking MQTT, and to the right port?',
]

export const CLOSED_BEFORE_CONNECT: Objection = ['CLOSED_BEFORE_CONNECT', 'The client closed the connection before it had sent a CONNECT.']

/** The record of an {@link Objection}. */
export function refusedBeforeConnect([reason, explanation]: Objection): DecisionInput {
  return { kind: 'packet', outcome: 'refused', eventType: 'Connect', reason, explanation: `${explanation} The connection is closed.` }
}

/** The record of a reader that is disconnected for not reading. */
export function slowReader(pendingBytes: number): DecisionInput {
  return {
    kind: 'packet',
    outcome: 'refused',
    eventType: 'Disconnect',
    reason: 'SLOW_READER',
    explanation: `The client does not read what it is sent: ${pendingBytes} bytes wait for it. It is disconnected so that others are not held up.`,
  }
}

/** The record of a connection that ends for a defect of ours. */
export const FAILED_INSIDE: DecisionInput = {
  kind: 'packet',
  outcome: 'failed',
  eventType: 'Disconnect',
  reason: 'SERVER_ERROR',
  explanation: 'Handling a packet of this client failed inside the emulator; its log says how. The connection is closed.',
}

/** A packet that cannot be read (BRK-093). */
export function malformedPacket(eventType: string, explanation: string): Violation {
  return { eventType, reason: 'MALFORMED_PACKET', explanation, code: ReasonCode.malformedPacket }
}

export const lengthInvalid: Violation = malformedPacket(
  'Packet',
  'The remaining length of a packet has more than four bytes [MQTT-1.5.5-1].',
)

/** BRK-082. */
export const packetTooLarge: Violation = {
  eventType: 'Publish-In',
  reason: 'PAYLOAD_LIMIT_EXCEEDED',
  explanation: `Message payload exceeds size limit for message type: the packet is larger than ${MAX_PACKET_BYTES} bytes (BRK-082).`,
  code: ReasonCode.quotaExceeded,
}

/** Properties that cannot be read, or pass a limit (BRK-190). */
export function propertyViolation(eventType: string, { isOverLimit, explanation }: PropertyProblem): Violation {
  return {
    eventType,
    reason: isOverLimit ? 'PROPERTY_LIMIT_EXCEEDED' : 'PROPERTY_INVALID',
    explanation: `The properties of the packet are not acceptable: ${explanation}`,
    code: isOverLimit ? ReasonCode.quotaExceeded : ReasonCode.protocolError,
  }
}

/** BRK-037. */
export function keepAliveTimeout(limitMs: number): Violation {
  return {
    eventType: 'Disconnect',
    reason: 'MQTT_KEEP_ALIVE_TIMEOUT',
    explanation: `Nothing was heard from the client for ${limitMs / 1000} s, one and a half times its keep-alive.`,
    code: ReasonCode.keepAliveTimeout,
    disconnectReason: 'MQTT_KEEP_ALIVE_TIMEOUT',
  }
}

/** The record of a packet whose identifier belongs to an earlier one (BRK-091). */
export function packetIdentifierInUse(eventType: string, packetId: number): DecisionInput {
  return {
    kind: 'packet',
    outcome: 'refused',
    eventType,
    reason: 'PACKET_IDENTIFIER_IN_USE',
    explanation: `The packet identifier ${packetId} belongs to an earlier message that has no PUBACK yet (BRK-091). The packet has no effect.`,
  }
}

/** A packet of a type that a client may not send on an open connection. */
export function unexpectedPacket(type: number): Violation {
  if (type === 1) {
    return {
      eventType: 'Connect',
      reason: 'SECOND_CONNECT',
      explanation: 'A second CONNECT arrived on an open connection [MQTT-3.1.0-2].',
      code: ReasonCode.protocolError,
    }
  }
  if (type === 5 || type === 6 || type === 7) {
    return {
      eventType: 'Publish-In',
      reason: 'QOS_NOT_SUPPORTED',
      explanation: 'AWS IoT has no QoS 2, so no PUBREC, PUBREL or PUBCOMP is expected.',
      code: ReasonCode.protocolError,
    }
  }
  return {
    eventType: 'Packet',
    reason: 'UNEXPECTED_PACKET',
    explanation: `A packet of type ${type} is not one that a client may send here.`,
    code: type === 0 ? ReasonCode.malformedPacket : ReasonCode.protocolError,
  }
}
