import { principalIdentifier, type ConnectionView, type Principal, type Publisher } from '@iot-core-local/core'
import type { DisconnectReason } from '../engine/reason-code.js'

export interface RefusedClient {
  readonly clientId: string
  readonly thingName: string | undefined
  readonly principal: Principal
  readonly sessionId: string
  readonly sourceIp: string
}

/** Publishes what AWS says about connections and subscriptions (EVT sections 5 to 7). Client ids with `#` or `+` get none of it (EVT-062). */
export class Presence {
  readonly #publisher: Publisher
  readonly #now: () => number

  constructor(publisher: Publisher, now: () => number) {
    this.#publisher = publisher
    this.#now = now
  }

  /** EVT-063. */
  connected(connection: ConnectionView, versionNumber: number): void {
    this.#publish('presence', 'connected', connection.clientId, {
      ...this.#who(connection, connection.sessionId, 'connected'),
      ipAddress: connection.sourceIp,
      versionNumber,
    })
  }

  /** EVT-064. */
  disconnected(connection: ConnectionView, versionNumber: number, reason: DisconnectReason): void {
    this.#publish('presence', 'disconnected', connection.clientId, {
      ...this.#who(connection, connection.sessionId, 'disconnected'),
      clientInitiatedDisconnect: reason === 'CLIENT_INITIATED_DISCONNECT',
      disconnectReason: reason,
      versionNumber,
    })
  }

  /** EVT-081. */
  connectFailed(client: RefusedClient): void {
    this.#publish('presence', 'connect_failed', client.clientId, {
      ...this.#who(client, client.sessionId, 'connect_failed'),
      connectFailureReason: 'AUTHORIZATION_FAILED',
      ipAddress: client.sourceIp,
    })
  }

  /** EVT-086. */
  subscriptions(connection: ConnectionView, eventType: 'subscribed' | 'unsubscribed', topics: readonly string[]): void {
    this.#publish('subscriptions', eventType, connection.clientId, {
      ...this.#who(connection, connection.sessionId, eventType),
      topics,
    })
  }

  #who(
    client: { readonly clientId: string; readonly thingName?: string | undefined; readonly principal: Principal },
    sessionIdentifier: string,
    eventType: string,
  ): Record<string, unknown> {
    return {
      clientId: client.clientId,
      ...(client.thingName === undefined ? {} : { thingName: client.thingName }),
      timestamp: this.#now(),
      eventType,
      sessionIdentifier,
      principalIdentifier: principalIdentifier(client.principal),
    }
  }

  #publish(family: 'presence' | 'subscriptions', eventType: string, clientId: string, payload: object): void {
    if (clientId === '' || /[#+]/.test(clientId)) return
    void this.#publisher.publish({ topic: `$aws/events/${family}/${eventType}/${clientId}`, payload: JSON.stringify(payload) })
  }
}
