import type { AccessSession, ConnectionView } from '@iot-core-local/core'
import type { DecisionCache } from '../authorization/decision-cache.js'
import type { Message } from './message.js'
import type { Session } from './session.js'

/** What is known about a connection once its CONNECT was accepted. */
export interface Accepted {
  readonly access: AccessSession
  readonly view: ConnectionView
  readonly versionNumber: number
  readonly session: Session
  readonly cache: DecisionCache
  readonly keepAliveSeconds: number
  readonly will: Message | undefined
  readonly isWillRetained: boolean
  /** Seconds, from the moment the will is published (BRK-173). */
  readonly willExpirySeconds: number | undefined
  /** 0 may not be raised by DISCONNECT (BRK-065). */
  readonly requestedExpirySeconds: number
  readonly receiveMaximum: number
  readonly maximumPacketBytes: number
}
