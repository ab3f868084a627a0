import { type ConnectionView, notImplemented, type Publisher, type Service, type TopicHandler } from '@iot-core-local/core'
import type { BrokerDeps, BrokerOptions, ConnectionAcceptor } from './ports.js'

/** The MQTT broker of one account. */
export interface Broker extends Service, ConnectionAcceptor {
  /** How services, rules and the host program reach subscribers and rules. */
  readonly publisher: Publisher
  /** Takes the reserved topics of all services; call it before `start`. @throws Error when two handlers have the same pattern. */
  useTopicHandlers(handlers: readonly TopicHandler[]): void
  /** Disconnects all connections of a certificate id or access key id, with a value of `disconnectReason` (EVT section 5.1). */
  closeConnectionsOf(principalId: string, disconnectReason: string): void
  /** The open connections, in order of connecting. */
  connections(): readonly ConnectionView[]
}

/** Makes the broker of one account. */
export function createBroker(_deps: BrokerDeps, _options: BrokerOptions = {}): Broker {
  throw notImplemented('The MQTT edge')
}
