import type { IConnectPacket } from 'mqtt-packet'
import { MAX_CLIENT_ID_BYTES, MAX_PAYLOAD_BYTES, MIN_CLIENT_PACKET_BYTES } from '../../limits.js'
import { isReserved } from '../../reserved/reserved-topics.js'
import type { Connection } from '../connection.js'
import { userPropertiesProblem, userPropertyBytes, willPropertiesProblem } from '../properties.js'
import { ReasonCode } from '../reason-code.js'
import { topicProblem } from '../topic-rules.js'

export type Connect = IConnectPacket & { readonly clientId: string }

interface Refusal {
  readonly reason: string
  readonly explanation: string
  readonly code: ReasonCode
}

/** What is wrong with a CONNECT whoever sends it; undefined when nothing is. */
export function refusalOf(connection: Connection, packet: Connect): Refusal | undefined {
  const { clientId, properties, will } = packet
  if (Buffer.byteLength(clientId) > MAX_CLIENT_ID_BYTES || clientId.startsWith('$') || clientId.includes('\0')) {
    return {
      reason: 'CLIENT_ID_INVALID',
      explanation: `The client id is longer than ${MAX_CLIENT_ID_BYTES} bytes of UTF-8, begins with '$' or holds a null character (BRK-032).`,
      code: ReasonCode.clientIdentifierNotValid,
    }
  }
  if (clientId === '' && connection.version === 4 && packet.clean !== true) {
    return {
      reason: 'CLIENT_ID_INVALID',
      explanation: 'An empty client id needs a clean session in MQTT 3.1.1 [MQTT-3.1.3-8].',
      code: ReasonCode.clientIdentifierNotValid,
    }
  }
  if (properties?.maximumPacketSize !== undefined && properties.maximumPacketSize < MIN_CLIENT_PACKET_BYTES) {
    return {
      reason: 'MAXIMUM_PACKET_SIZE_TOO_SMALL',
      explanation: `The client takes packets of ${properties.maximumPacketSize} bytes; AWS IoT asks for at least ${MIN_CLIENT_PACKET_BYTES} (BRK-038).`,
      code: ReasonCode.quotaExceeded,
    }
  }
  if (properties?.receiveMaximum === 0) {
    return {
      reason: 'RECEIVE_MAXIMUM_ZERO',
      explanation: 'A Receive Maximum of 0 is a protocol error [MQTT-3.1.2.11.3].',
      code: ReasonCode.protocolError,
    }
  }
  if (properties?.authenticationMethod !== undefined || properties?.authenticationData !== undefined) {
    return {
      reason: 'AUTHENTICATION_METHOD',
      explanation: 'AWS IoT has no enhanced authentication: leave the Authentication Method out (BRK-044).',
      code: ReasonCode.unspecifiedError,
    }
  }
  const problem = userPropertiesProblem(userPropertyBytes(properties?.userProperties))
  if (problem !== undefined) return { reason: 'PROPERTY_LIMIT_EXCEEDED', explanation: problem.explanation, code: ReasonCode.quotaExceeded }
  return will === undefined ? undefined : willRefusal(will)
}

function willRefusal(will: NonNullable<IConnectPacket['will']>): Refusal | undefined {
  if (will.qos === 2) {
    return {
      reason: 'WILL_QOS_NOT_SUPPORTED',
      explanation: 'The will has QoS 2; AWS IoT takes QoS 0 and 1 (BRK-043).',
      code: ReasonCode.qosNotSupported,
    }
  }
  if (Buffer.byteLength(will.payload) > MAX_PAYLOAD_BYTES) {
    return {
      reason: 'WILL_PAYLOAD_LIMIT_EXCEEDED',
      explanation: `The will's payload is larger than ${MAX_PAYLOAD_BYTES} bytes (BRK-082).`,
      code: ReasonCode.quotaExceeded,
    }
  }
  const unacceptable = willPropertiesProblem(will.properties ?? {})
  if (unacceptable !== undefined) {
    return {
      reason: unacceptable.isOverLimit ? 'PROPERTY_LIMIT_EXCEEDED' : 'PROPERTY_INVALID',
      explanation: `The will's properties: ${unacceptable.explanation}`,
      code: unacceptable.isOverLimit ? ReasonCode.quotaExceeded : ReasonCode.topicNameInvalid,
    }
  }
  const problem = topicProblem(will.topic)
  if (problem !== undefined)
    return { reason: 'WILL_TOPIC_INVALID', explanation: `The will's topic: ${problem.explanation}`, code: ReasonCode.topicNameInvalid }
  if (will.retain === true && isReserved(will.topic)) {
    return {
      reason: 'WILL_TOPIC_INVALID',
      explanation: `The will is retained, which is not possible on '${will.topic}', a reserved topic (BRK-154).`,
      code: ReasonCode.topicNameInvalid,
    }
  }
  return undefined
}

/** Records why a CONNECT is refused and closes the connection. */
export function refuse(
  connection: Connection,
  refusal: Refusal,
  answer: Buffer | undefined = refusalAnswer(connection, refusal.code),
): void {
  connection.record({
    kind: 'packet',
    outcome: 'refused',
    eventType: 'Connect',
    reason: refusal.reason,
    explanation: `${refusal.explanation} The connection is closed${answer === undefined ? ' without a CONNACK' : ''}.`,
  })
  connection.refuse(answer)
}

/** MQTT 5 is told in the CONNACK; MQTT 3 sees its connection close (BRK-040), unless a real CONNACK 5 was asked for (BRK-041). */
export function refusalAnswer(connection: Connection, code: ReasonCode): Buffer | undefined {
  if (connection.version === 5) return Buffer.from([0x20, 0x03, 0x00, code, 0x00])
  return connection.engine.options.isRefusalAnswered ? Buffer.from([0x20, 0x02, 0x00, 0x05]) : undefined
}
