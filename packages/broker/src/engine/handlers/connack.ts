import { MAX_PACKET_BYTES, MAX_TOPIC_ALIAS, MAX_UNACKNOWLEDGED } from '../../limits.js'
import { encodePacket } from '../packets.js'
import { ReasonCode } from '../reason-code.js'

export interface Acceptance {
  readonly isPresent: boolean
  /** Present when the client asked for one. */
  readonly assignedClientId: string | undefined
  readonly requestedExpirySeconds: number
  readonly expirySeconds: number
  readonly requestedKeepAliveSeconds: number | undefined
  readonly keepAliveSeconds: number
}

/** The CONNACK of an accepted CONNECT: MQTT 5 is told what AWS IoT offers, and what it changed of what was asked for (BRK-044). */
export function encodeAcceptance(version: 4 | 5, acceptance: Acceptance): Buffer {
  const { isPresent, assignedClientId, requestedExpirySeconds, expirySeconds, requestedKeepAliveSeconds, keepAliveSeconds } = acceptance
  if (version === 4) return Buffer.from([0x20, 0x02, isPresent ? 1 : 0, 0x00])
  return encodePacket(
    {
      cmd: 'connack',
      sessionPresent: isPresent,
      reasonCode: ReasonCode.success,
      properties: {
        ...(expirySeconds === requestedExpirySeconds ? {} : { sessionExpiryInterval: expirySeconds }),
        ...(assignedClientId === undefined ? {} : { assignedClientIdentifier: assignedClientId }),
        ...(keepAliveSeconds === requestedKeepAliveSeconds ? {} : { serverKeepAlive: keepAliveSeconds }),
        receiveMaximum: MAX_UNACKNOWLEDGED,
        maximumQoS: 1,
        retainAvailable: true,
        maximumPacketSize: MAX_PACKET_BYTES,
        topicAliasMaximum: MAX_TOPIC_ALIAS,
        wildcardSubscriptionAvailable: true,
        subscriptionIdentifiersAvailable: false,
        sharedSubscriptionAvailable: true,
      },
    },
    5,
  )
}
