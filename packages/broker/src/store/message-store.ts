import type { Database, Statement, Store } from '@iot-core-local/core'
import { Message, type Origin } from '../engine/message.js'
import { MAX_RETAINED_MESSAGES } from '../limits.js'

const STORED_ORIGIN: Origin = { clientId: undefined, principal: { kind: 'internal' }, sourceIp: undefined }

interface QueueRow {
  readonly id: number
  readonly topic: string
  readonly payload: Buffer
  readonly is_retained: number
  readonly properties: Buffer
  readonly expires_at_ms: number | null
  readonly received_at_ms: number
}

interface RetainedRow {
  readonly topic: string
  readonly payload: Buffer
  readonly qos: number
  readonly properties: Buffer
  readonly expires_at_ms: number | null
  readonly updated_at_ms: number
}

export interface QueuedMessage {
  readonly id: number
  readonly message: Message
}

export interface RetainedMessage {
  readonly topic: string
  readonly payload: Buffer
  readonly qos: 0 | 1
  readonly properties: Buffer
  readonly expiresAtMs: number | undefined
  readonly updatedAtMs: number
}

type Write =
  | { readonly kind: 'add'; readonly id: number; readonly key: string; readonly message: Message; readonly isRetained: boolean }
  | { readonly kind: 'remove'; readonly id: number }

/**
 * Queued and retained messages. Writes are gathered and committed together by `commit`, once per turn of the event loop;
 * what asks the database commits first.
 */
export class MessageStore {
  readonly #store: Store
  readonly #insert: Statement<[number, string, string, Buffer, number, Buffer, number | null, number]>
  readonly #remove: Statement<[number]>
  readonly #clear: Statement<[string]>
  readonly #queue: Statement<[string, number], QueueRow>
  readonly #counts: Statement<[], { queue_key: string; count: number }>
  readonly #putRetained: Statement<[string, Buffer, number, Buffer, number | null, number]>
  readonly #deleteRetained: Statement<[string]>
  readonly #getRetained: Statement<[string], RetainedRow>
  readonly #listRetained: Statement<[string, number, number], RetainedRow & { payload_bytes: number }>
  readonly #hasRetained: Statement<[string]>
  readonly #countRetained: Statement<[], { count: number }>
  readonly #forgetExpired: Statement<[number]>
  readonly #maximumRetained: number
  #retainedCount: number
  #nextId: number
  #writes: Write[] = []
  #retained = new Map<string, RetainedMessage | undefined>()
  #afterCommit: ((isCommitted: boolean) => void)[] = []

  constructor(store: Store, maximumRetained: number = MAX_RETAINED_MESSAGES) {
    const db: Database = store.db
    this.#store = store
    this.#maximumRetained = maximumRetained
    this.#insert = db.prepare('INSERT INTO broker_queue VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
    this.#remove = db.prepare('DELETE FROM broker_queue WHERE id = ?')
    this.#clear = db.prepare('DELETE FROM broker_queue WHERE queue_key = ?')
    this.#queue = db.prepare('SELECT * FROM broker_queue WHERE queue_key = ? ORDER BY id LIMIT +?')
    this.#counts = db.prepare('SELECT queue_key, COUNT(*) AS count FROM broker_queue GROUP BY queue_key')
    this.#putRetained = db.prepare('INSERT OR REPLACE INTO broker_retained VALUES (?, ?, ?, ?, ?, ?)')
    this.#deleteRetained = db.prepare('DELETE FROM broker_retained WHERE topic = ?')
    this.#getRetained = db.prepare('SELECT * FROM broker_retained WHERE topic = ?')
    this.#listRetained = db.prepare(
      `SELECT topic, length(payload) AS payload_bytes, qos, updated_at_ms, properties, expires_at_ms, x'' AS payload FROM broker_retained
       WHERE topic > ? AND (expires_at_ms IS NULL OR expires_at_ms > ?) ORDER BY topic LIMIT +?`,
    )
    this.#hasRetained = db.prepare('SELECT 1 FROM broker_retained WHERE topic = ?')
    this.#countRetained = db.prepare('SELECT COUNT(*) AS count FROM broker_retained')
    this.#forgetExpired = db.prepare('DELETE FROM broker_retained WHERE expires_at_ms <= ?')
    this.#retainedCount = this.#countRetained.get()?.count ?? 0
    this.#nextId = (db.prepare<[], { id: number | null }>('SELECT MAX(id) AS id FROM broker_queue').get()?.id ?? 0) + 1
  }

  /** Whether something waits for the next commit. */
  get isDirty(): boolean {
    return this.#writes.length > 0 || this.#retained.size > 0
  }

  /** Adds to the queue of a session or share group, to be sent with RETAIN as told. Returns the number that `remove` takes. */
  add(key: string, message: Message, isRetained: boolean): number {
    const id = this.#nextId++
    this.#writes.push({ kind: 'add', id, key, message, isRetained })
    return id
  }

  remove(id: number): void {
    this.#writes.push({ kind: 'remove', id })
  }

  clear(key: string): void {
    this.commit()
    this.#clear.run(key)
  }

  /** The oldest `limit` messages of a queue, in order. */
  queueOf(key: string, limit: number): QueuedMessage[] {
    this.commit()
    return this.#queue.all(key, limit).map((row) => ({
      id: row.id,
      message: new Message({
        topic: row.topic,
        payload: row.payload,
        qos: 1,
        isRetained: row.is_retained === 1,
        properties: row.properties,
        expiresAtMs: row.expires_at_ms ?? undefined,
        origin: STORED_ORIGIN,
        receivedAtMs: row.received_at_ms,
      }),
    }))
  }

  queueLengths(): Map<string, number> {
    return new Map(this.#counts.all().map((row) => [row.queue_key, row.count]))
  }

  /**
   * Replaces the retained message of a topic; one without payload deletes it (BRK-150).
   * False when as many topics have one as may (BRK-156): then nothing is kept.
   */
  retain(message: Message, nowMs: number): boolean {
    const isReplacing = this.#isRetained(message.topic)
    if (message.payload.length === 0) {
      if (isReplacing) this.#retainedCount--
      this.#retained.set(message.topic, undefined)
      return true
    }
    if (!isReplacing && !this.#hasRoomForRetained(nowMs)) return false
    if (!isReplacing) this.#retainedCount++
    this.#retained.set(message.topic, {
      topic: message.topic,
      payload: Buffer.from(message.payload),
      qos: message.qos,
      properties: Buffer.from(message.rawProperties),
      expiresAtMs: message.expiresAtMs,
      updatedAtMs: nowMs,
    })
    return true
  }

  retainedOf(topic: string): RetainedMessage | undefined {
    if (this.#retained.has(topic)) return this.#retained.get(topic)
    const row = this.#getRetained.get(topic)
    return row === undefined ? undefined : retainedFrom(row)
  }

  /** Topics behind `afterTopic`, in order, without payloads. */
  listRetained(afterTopic: string, nowMs: number, limit: number): (Omit<RetainedMessage, 'payload'> & { readonly payloadBytes: number })[] {
    this.commit()
    return this.#listRetained.all(afterTopic, nowMs, limit).map((row) => ({ ...retainedFrom(row), payloadBytes: row.payload_bytes }))
  }

  /** Calls `effect` when what was written so far is committed, or has failed to be; at once when nothing waits. */
  afterCommit(effect: (isCommitted: boolean) => void): void {
    if (this.isDirty) this.#afterCommit.push(effect)
    else effect(true)
  }

  /** Writes what was gathered in one transaction. @throws what SQLite throws; waiting effects are told before. */
  commit(): void {
    if (!this.isDirty) return
    const writes = this.#writes
    const retained = this.#retained
    const effects = this.#afterCommit
    this.#writes = []
    this.#retained = new Map()
    this.#afterCommit = []
    let isCommitted = false
    try {
      this.#store.transaction(() => {
        for (const write of writes) this.#apply(write)
        for (const [topic, message] of retained) this.#applyRetained(topic, message)
      })
      isCommitted = true
    } finally {
      if (!isCommitted) this.#retainedCount = this.#countRetained.get()?.count ?? 0
      for (const effect of effects) effect(isCommitted)
    }
  }

  #isRetained(topic: string): boolean {
    if (this.#retained.has(topic)) return this.#retained.get(topic) !== undefined
    return this.#hasRetained.get(topic) !== undefined
  }

  #hasRoomForRetained(nowMs: number): boolean {
    if (this.#retainedCount < this.#maximumRetained) return true
    // Expired messages are left until their room is needed.
    this.commit()
    this.#retainedCount -= this.#forgetExpired.run(nowMs).changes
    return this.#retainedCount < this.#maximumRetained
  }

  #apply(write: Write): void {
    if (write.kind === 'remove') {
      this.#remove.run(write.id)
      return
    }
    const { message, isRetained } = write
    this.#insert.run(
      write.id,
      write.key,
      message.topic,
      message.payload,
      Number(isRetained),
      message.rawProperties,
      message.expiresAtMs ?? null,
      message.receivedAtMs,
    )
  }

  #applyRetained(topic: string, message: RetainedMessage | undefined): void {
    if (message === undefined) this.#deleteRetained.run(topic)
    else {
      this.#putRetained.run(topic, message.payload, message.qos, message.properties, message.expiresAtMs ?? null, message.updatedAtMs)
    }
  }
}

function retainedFrom(row: RetainedRow): RetainedMessage {
  return {
    topic: row.topic,
    payload: row.payload,
    qos: row.qos === 1 ? 1 : 0,
    properties: row.properties,
    expiresAtMs: row.expires_at_ms ?? undefined,
    updatedAtMs: row.updated_at_ms,
  }
}
