import type { Database, Statement } from '@iot-core-local/core'
import type { Subscription } from '../engine/subscription-tree.js'

export interface StoredSession {
  readonly clientId: string
  readonly protocolVersion: 4 | 5
  readonly expirySeconds: number
  /** Undefined while connected. */
  readonly expiresAtMs: number | undefined
}

interface SessionRow {
  readonly client_id: string
  readonly protocol_version: number
  readonly expiry_seconds: number
  readonly expires_at_ms: number | null
}

interface SubscriptionRow {
  readonly client_id: string
  readonly filter: string
  readonly qos: number
  readonly is_no_local: number
  readonly is_retain_as_published: number
}

/** Persistent sessions, their subscriptions, and the numbering of each client's connections. */
export class SessionStore {
  readonly #put: Statement<[string, number, number, number | null]>
  readonly #delete: Statement<[string]>
  readonly #all: Statement<[], SessionRow>
  readonly #putSubscription: Statement<[string, string, number, number, number]>
  readonly #deleteSubscription: Statement<[string, string]>
  readonly #deleteSubscriptions: Statement<[string]>
  readonly #allSubscriptions: Statement<[], SubscriptionRow>
  readonly #version: Statement<[string], { version_number: number; forget_at_ms: number | null }>
  readonly #putVersion: Statement<[string, number, number | null]>
  readonly #forgetVersionAt: Statement<[number, string]>
  readonly #forgetVersions: Statement<[number]>
  readonly #forgetOpenVersions: Statement<[number]>

  constructor(db: Database) {
    this.#put = db.prepare(
      `INSERT INTO broker_sessions (client_id, protocol_version, expiry_seconds, expires_at_ms) VALUES (?, ?, ?, ?)
       ON CONFLICT (client_id) DO UPDATE SET protocol_version = excluded.protocol_version, expiry_seconds = excluded.expiry_seconds,
         expires_at_ms = excluded.expires_at_ms`,
    )
    this.#delete = db.prepare('DELETE FROM broker_sessions WHERE client_id = ?')
    this.#all = db.prepare('SELECT * FROM broker_sessions ORDER BY client_id')
    this.#putSubscription = db.prepare('INSERT OR REPLACE INTO broker_subscriptions VALUES (?, ?, ?, ?, ?)')
    this.#deleteSubscription = db.prepare('DELETE FROM broker_subscriptions WHERE client_id = ? AND filter = ?')
    this.#deleteSubscriptions = db.prepare('DELETE FROM broker_subscriptions WHERE client_id = ?')
    this.#allSubscriptions = db.prepare('SELECT * FROM broker_subscriptions ORDER BY client_id, filter')
    this.#version = db.prepare('SELECT version_number, forget_at_ms FROM broker_clients WHERE client_id = ?')
    this.#putVersion = db.prepare('INSERT OR REPLACE INTO broker_clients VALUES (?, ?, ?)')
    this.#forgetVersionAt = db.prepare('UPDATE broker_clients SET forget_at_ms = ? WHERE client_id = ?')
    this.#forgetVersions = db.prepare('DELETE FROM broker_clients WHERE forget_at_ms <= ?')
    this.#forgetOpenVersions = db.prepare('UPDATE broker_clients SET forget_at_ms = ? WHERE forget_at_ms IS NULL')
  }

  put(session: StoredSession): void {
    this.#put.run(session.clientId, session.protocolVersion, session.expirySeconds, session.expiresAtMs ?? null)
  }

  /** Forgets the session and its subscriptions. */
  delete(clientId: string): void {
    this.#delete.run(clientId)
    this.#deleteSubscriptions.run(clientId)
  }

  all(): StoredSession[] {
    return this.#all.all().map((row) => ({
      clientId: row.client_id,
      protocolVersion: row.protocol_version === 5 ? 5 : 4,
      expirySeconds: row.expiry_seconds,
      expiresAtMs: row.expires_at_ms ?? undefined,
    }))
  }

  putSubscription(clientId: string, subscription: Subscription): void {
    this.#putSubscription.run(
      clientId,
      subscription.filter,
      subscription.qos,
      Number(subscription.isNoLocal),
      Number(subscription.isRetainAsPublished),
    )
  }

  deleteSubscription(clientId: string, filter: string): void {
    this.#deleteSubscription.run(clientId, filter)
  }

  allSubscriptions(): { readonly clientId: string; readonly subscription: Subscription }[] {
    return this.#allSubscriptions.all().map((row) => ({
      clientId: row.client_id,
      subscription: {
        filter: row.filter,
        qos: row.qos === 1 ? 1 : 0,
        isNoLocal: row.is_no_local === 1,
        isRetainAsPublished: row.is_retain_as_published === 1,
      },
    }))
  }

  /** Counts a connection of the client: 0 for the first, and again after it was away for long (EVT-068). */
  nextVersion(clientId: string, nowMs: number): number {
    const row = this.#version.get(clientId)
    const isKnown = row !== undefined && (row.forget_at_ms === null || row.forget_at_ms > nowMs)
    const version = isKnown ? row.version_number + 1 : 0
    this.#putVersion.run(clientId, version, null)
    return version
  }

  forgetVersionAt(clientId: string, forgetAtMs: number): void {
    this.#forgetVersionAt.run(forgetAtMs, clientId)
  }

  forgetVersions(nowMs: number): void {
    this.#forgetVersions.run(nowMs)
  }

  /** After a restart nobody is connected: what counted as connected is forgotten at `forgetAtMs`. */
  closeOpenVersions(forgetAtMs: number): void {
    this.#forgetOpenVersions.run(forgetAtMs)
  }
}
