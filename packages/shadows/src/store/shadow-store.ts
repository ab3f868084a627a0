import type { Statement, Store } from '@iot-core-local/core'
import type { DocumentText, SectionText } from '../document/document-text.js'
import type { ShadowAddress } from '../shadow-address.js'
import { migrations } from './migrations.js'

/** What an update writes. */
export interface ShadowContent extends DocumentText {
  readonly version: number
  /** Epoch seconds. */
  readonly updatedAtSeconds: number
}

/** A row: a shadow that exists, or while `forgetAtMs` is set only the version counter of a deleted one. */
export interface StoredShadow extends ShadowContent {
  readonly id: number
  readonly forgetAtMs: number | undefined
}

/** A row with its address. */
export interface AddressedShadow {
  readonly address: ShadowAddress
  readonly shadow: StoredShadow
}

interface Row {
  readonly id: number
  readonly thing_name: string
  readonly shadow_name: string
  readonly version: number
  readonly updated_at_seconds: number
  readonly desired: string | null
  readonly desired_metadata: string | null
  readonly reported: string | null
  readonly reported_metadata: string | null
  readonly forget_at_ms: number | null
}

type ContentParameters = [
  version: number,
  updatedAtSeconds: number,
  desired: string | null,
  desiredMetadata: string | null,
  reported: string | null,
  reportedMetadata: string | null,
]

/** The statements of this package. */
export class ShadowStore {
  readonly #find: Statement<[string, string], Row>
  readonly #insert: Statement<[string, string, ...ContentParameters]>
  readonly #replace: Statement<[...ContentParameters, number]>
  readonly #bury: Statement<[number, number, number]>
  readonly #page: Statement<[number, number], Row>
  readonly #pageOf: Statement<[string, string, number], Row>
  readonly #names: Statement<[string, string, number], { readonly shadow_name: string }>
  readonly #nextForget: Statement<[], { readonly forget_at_ms: number | null }>
  readonly #forget: Statement<[number, number]>

  constructor(store: Store) {
    store.migrate('shadows', migrations)
    const { db } = store
    this.#find = db.prepare('SELECT * FROM shadows_documents WHERE thing_name = ? AND shadow_name = ?')
    this.#insert = db.prepare(
      `INSERT INTO shadows_documents
         (thing_name, shadow_name, version, updated_at_seconds, desired, desired_metadata, reported, reported_metadata)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    this.#replace = db.prepare(
      `UPDATE shadows_documents
       SET version = ?, updated_at_seconds = ?, desired = ?, desired_metadata = ?, reported = ?, reported_metadata = ?, forget_at_ms = NULL
       WHERE id = ?`,
    )
    this.#bury = db.prepare(
      `UPDATE shadows_documents
       SET version = ?, desired = NULL, desired_metadata = NULL, reported = NULL, reported_metadata = NULL, forget_at_ms = ?
       WHERE id = ?`,
    )
    this.#page = db.prepare('SELECT * FROM shadows_documents WHERE id > ? AND forget_at_ms IS NULL ORDER BY id LIMIT +?')
    this.#pageOf = db.prepare(
      `SELECT * FROM shadows_documents
       WHERE thing_name = ? AND shadow_name > ? AND forget_at_ms IS NULL ORDER BY shadow_name LIMIT +?`,
    )
    this.#names = db.prepare(
      `SELECT shadow_name FROM shadows_documents
       WHERE thing_name = ? AND shadow_name > ? AND forget_at_ms IS NULL ORDER BY shadow_name LIMIT +?`,
    )
    this.#nextForget = db.prepare('SELECT min(forget_at_ms) AS forget_at_ms FROM shadows_documents WHERE forget_at_ms IS NOT NULL')
    this.#forget = db.prepare(
      'DELETE FROM shadows_documents WHERE id IN (SELECT id FROM shadows_documents WHERE forget_at_ms <= ? ORDER BY forget_at_ms LIMIT +?)',
    )
  }

  /** The shadow, if it exists. */
  find(address: ShadowAddress): StoredShadow | undefined {
    const row = this.findRow(address)
    return row?.forgetAtMs === undefined ? row : undefined
  }

  /** The shadow, or the counter of a deleted one. */
  findRow(address: ShadowAddress): StoredShadow | undefined {
    const row = this.#find.get(address.thingName, address.shadowName ?? '')
    return row === undefined ? undefined : shadowOf(row)
  }

  insert(address: ShadowAddress, content: ShadowContent): void {
    this.#insert.run(address.thingName, address.shadowName ?? '', ...parametersOf(content))
  }

  /** Overwrites the row; a deleted shadow exists again. */
  replace(id: number, content: ShadowContent): void {
    this.#replace.run(...parametersOf(content), id)
  }

  /** Drops the document and keeps the counter until `forgetAtMs`. */
  bury(id: number, version: number, forgetAtMs: number): void {
    this.#bury.run(version, forgetAtMs, id)
  }

  /** Shadows that exist, in the order of their first creation, after row `afterId`. */
  page(afterId: number, limit: number): AddressedShadow[] {
    return this.#page.all(afterId, limit).map(addressedOf)
  }

  /** The thing's named shadows after `afterName`, in the order of {@link namesOf}. */
  pageOf(thingName: string, afterName: string, limit: number): AddressedShadow[] {
    return this.#pageOf.all(thingName, afterName, limit).map(addressedOf)
  }

  /** Names of the thing's named shadows after `afterName`, sorted by their bytes. */
  namesOf(thingName: string, afterName: string, limit: number): string[] {
    return this.#names.all(thingName, afterName, limit).map((row) => row.shadow_name)
  }

  /** When the next counter is to be forgotten. */
  nextForgetAtMs(): number | undefined {
    return this.#nextForget.get()?.forget_at_ms ?? undefined
  }

  /** Removes at most `limit` counters that are due. */
  forgetDue(nowMs: number, limit: number): void {
    this.#forget.run(nowMs, limit)
  }
}

function parametersOf({ version, updatedAtSeconds, desired, reported }: ShadowContent): ContentParameters {
  return [version, updatedAtSeconds, desired?.state ?? null, desired?.metadata ?? null, reported?.state ?? null, reported?.metadata ?? null]
}

function addressedOf(row: Row): AddressedShadow {
  const shadowName = row.shadow_name === '' ? undefined : row.shadow_name
  return { address: { thingName: row.thing_name, shadowName }, shadow: shadowOf(row) }
}

function shadowOf(row: Row): StoredShadow {
  return {
    id: row.id,
    version: row.version,
    updatedAtSeconds: row.updated_at_seconds,
    desired: sectionOf(row.desired, row.desired_metadata),
    reported: sectionOf(row.reported, row.reported_metadata),
    forgetAtMs: row.forget_at_ms ?? undefined,
  }
}

function sectionOf(state: string | null, metadata: string | null): SectionText | undefined {
  return state === null || metadata === null ? undefined : { state, metadata }
}
