import type { Database, Statement } from '@iot-core-local/core'

interface ConfigurationRow {
  readonly event_type: string
  readonly is_enabled: number
  readonly created_at_ms: number
  readonly modified_at_ms: number
}

/** A switch that was set. */
export interface EventConfiguration {
  readonly eventType: string
  readonly isEnabled: boolean
  readonly createdAtMs: number
  readonly modifiedAtMs: number
}

/** The switches that were ever set: statements and row mapping. */
export class EventConfigurationsStore {
  readonly #all: Statement<[], ConfigurationRow>
  readonly #put: Statement<[string, number, number, number]>

  constructor(db: Database) {
    this.#all = db.prepare('SELECT * FROM registry_event_configuration')
    this.#put = db.prepare(
      `INSERT INTO registry_event_configuration (event_type, is_enabled, created_at_ms, modified_at_ms) VALUES (?, ?, ?, ?)
      ON CONFLICT (event_type) DO UPDATE SET is_enabled = excluded.is_enabled, modified_at_ms = excluded.modified_at_ms`,
    )
  }

  all(): EventConfiguration[] {
    return this.#all.all().map((row) => ({
      eventType: row.event_type,
      isEnabled: row.is_enabled === 1,
      createdAtMs: row.created_at_ms,
      modifiedAtMs: row.modified_at_ms,
    }))
  }

  put(eventType: string, isEnabled: boolean, nowMs: number): void {
    this.#put.run(eventType, isEnabled ? 1 : 0, nowMs, nowMs)
  }
}
