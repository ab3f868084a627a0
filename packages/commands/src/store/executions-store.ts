import type { Store } from '@iot-core-local/core'
import type { CommandExecution, ExecutionStatus, ResultValue } from '../model/command-execution.js'
import type { ParameterValue } from '../model/parameters.js'
import type { CommandTarget } from '../model/target.js'
import type { TimeSpan } from '../model/time-filter.js'
import { fromColumn, toColumn } from './byte-json.js'
import type { ListOrder } from './commands-store.js'

interface ExecutionRow {
  readonly seq: number
  readonly execution_id: string
  readonly command_id: string
  readonly target_kind: 'thing' | 'client'
  readonly target_id: string
  readonly status: ExecutionStatus
  readonly is_final: number
  readonly reason_code: string | null
  readonly reason_description: string | null
  readonly result: string | null
  readonly parameters: string | null
  readonly execution_timeout_seconds: number
  readonly created_at_ms: number
  readonly updated_at_ms: number
  readonly completed_at_ms: number | null
  readonly deadline_ms: number | null
  readonly expires_at_ms: number
}

interface TokenRow {
  readonly execution_id: string
  readonly request_digest: string
}

/** The caller's token, and what the request that brought it said. */
export interface RequestToken {
  readonly clientToken: string
  readonly requestDigest: string
}

export type ExecutionSubject = { readonly commandId: string } | { readonly target: CommandTarget }

/** By which time a list is cut and ordered. */
export type ListedTime = 'started' | 'completed'

export interface ExecutionQuery {
  readonly subject: ExecutionSubject
  readonly time: ListedTime
  readonly span: TimeSpan
  readonly status: ExecutionStatus | undefined
  readonly order: ListOrder
  /** The time and the number of the last one that was given out. */
  readonly cursor: readonly [timeMs: number, seq: number] | undefined
  readonly limit: number
}

interface ListBounds {
  readonly a: string
  readonly b: string | null
  readonly afterMs: number
  readonly beforeMs: number
  readonly cursorMs: number
  readonly cursorSeq: number
  readonly status: string | null
  readonly limit: number
}

const SUBJECTS = { command: 'command_id = :a AND :b IS NULL', target: 'target_kind = :a AND target_id = :b' } as const
const TIMES = { started: 'created_at_ms', completed: 'completed_at_ms' } as const

/** Command executions: prepared statements and row mapping. */
export class ExecutionsStore {
  readonly #insert
  readonly #update
  readonly #delete
  readonly #find
  readonly #byToken
  readonly #ofCommand
  readonly #ofTarget
  readonly #due
  readonly #earliestDeadline
  readonly #expired
  readonly #earliestExpiry
  readonly #lists

  constructor({ db }: Store) {
    this.#insert = db.prepare<[Omit<ExecutionRow, 'seq'> & { client_token: string | null; request_digest: string | null }]>(
      `INSERT INTO commands_executions (execution_id, command_id, target_kind, target_id, status, is_final, reason_code, reason_description,
         result, parameters, execution_timeout_seconds, created_at_ms, updated_at_ms, completed_at_ms, deadline_ms, expires_at_ms,
         client_token, request_digest)
       VALUES (:execution_id, :command_id, :target_kind, :target_id, :status, :is_final, :reason_code, :reason_description,
         :result, :parameters, :execution_timeout_seconds, :created_at_ms, :updated_at_ms, :completed_at_ms, :deadline_ms, :expires_at_ms,
         :client_token, :request_digest)`,
    )
    this.#update = db.prepare<
      [ExecutionStatus, number, string | null, string | null, string | null, number, number | null, number | null, number]
    >(
      `UPDATE commands_executions SET status = ?, is_final = ?, reason_code = ?, reason_description = ?, result = ?, updated_at_ms = ?,
       completed_at_ms = ?, deadline_ms = ? WHERE seq = ?`,
    )
    this.#delete = db.prepare<[number]>('DELETE FROM commands_executions WHERE seq = ?')
    this.#find = db.prepare<[string], ExecutionRow>('SELECT * FROM commands_executions WHERE execution_id = ?')
    this.#byToken = db.prepare<[string], TokenRow>(
      'SELECT execution_id, request_digest FROM commands_executions WHERE client_token IS NOT NULL AND client_token = ?',
    )
    this.#ofCommand = db.prepare<[string]>('SELECT 1 FROM commands_executions WHERE command_id = ? LIMIT 1')
    this.#ofTarget = db.prepare<[string, string]>('SELECT 1 FROM commands_executions WHERE target_kind = ? AND target_id = ? LIMIT 1')
    this.#due = db.prepare<[number, number], ExecutionRow>(
      'SELECT * FROM commands_executions WHERE deadline_ms IS NOT NULL AND deadline_ms <= ? ORDER BY deadline_ms, seq LIMIT +?',
    )
    this.#earliestDeadline = db.prepare<[], { deadline_ms: number }>(
      'SELECT deadline_ms FROM commands_executions WHERE deadline_ms IS NOT NULL ORDER BY deadline_ms LIMIT 1',
    )
    this.#expired = db.prepare<[number, number], { seq: number }>(
      'SELECT seq FROM commands_executions WHERE expires_at_ms <= ? ORDER BY expires_at_ms LIMIT +?',
    )
    this.#earliestExpiry = db.prepare<[], { expires_at_ms: number }>(
      'SELECT expires_at_ms FROM commands_executions ORDER BY expires_at_ms LIMIT 1',
    )
    const list = (subject: keyof typeof SUBJECTS, time: ListedTime, order: ListOrder) => {
      const column = TIMES[time]
      const [beyond, direction] = order === 'ASCENDING' ? (['>', ''] as const) : (['<', 'DESC'] as const)
      return db.prepare<[ListBounds], ExecutionRow>(
        `SELECT * FROM commands_executions WHERE ${SUBJECTS[subject]} AND ${column} IS NOT NULL AND ${column} > :afterMs AND ${column} < :beforeMs
         AND (${column}, seq) ${beyond} (:cursorMs, :cursorSeq) AND (:status IS NULL OR status = :status)
         ORDER BY ${column} ${direction}, seq ${direction} LIMIT +:limit`,
      )
    }
    const orders = (subject: keyof typeof SUBJECTS, time: ListedTime) => ({
      ASCENDING: list(subject, time, 'ASCENDING'),
      DESCENDING: list(subject, time, 'DESCENDING'),
    })
    this.#lists = {
      command: { started: orders('command', 'started'), completed: orders('command', 'completed') },
      target: { started: orders('target', 'started'), completed: orders('target', 'completed') },
    }
  }

  insert(execution: Omit<CommandExecution, 'seq'>, token: RequestToken | undefined): CommandExecution {
    const { lastInsertRowid } = this.#insert.run({
      execution_id: execution.executionId,
      command_id: execution.commandId,
      target_kind: execution.target.kind,
      target_id: execution.target.id,
      status: execution.status,
      is_final: execution.isFinal ? 1 : 0,
      reason_code: execution.statusReason?.reasonCode ?? null,
      reason_description: execution.statusReason?.reasonDescription ?? null,
      result: execution.result === undefined ? null : toColumn(execution.result),
      parameters: execution.parameters === undefined ? null : toColumn(execution.parameters),
      execution_timeout_seconds: execution.executionTimeoutSeconds,
      created_at_ms: execution.createdAtMs,
      updated_at_ms: execution.updatedAtMs,
      completed_at_ms: execution.completedAtMs ?? null,
      deadline_ms: execution.deadlineMs ?? null,
      expires_at_ms: execution.expiresAtMs,
      client_token: token?.clientToken ?? null,
      request_digest: token?.requestDigest ?? null,
    })
    return { ...execution, seq: Number(lastInsertRowid) }
  }

  /** Writes all that can change in an execution. */
  update(execution: CommandExecution): void {
    this.#update.run(
      execution.status,
      execution.isFinal ? 1 : 0,
      execution.statusReason?.reasonCode ?? null,
      execution.statusReason?.reasonDescription ?? null,
      execution.result === undefined ? null : toColumn(execution.result),
      execution.updatedAtMs,
      execution.completedAtMs ?? null,
      execution.deadlineMs ?? null,
      execution.seq,
    )
  }

  delete(seq: number): void {
    this.#delete.run(seq)
  }

  /** The execution of that id, if it is one of that target. */
  find(executionId: string, target: CommandTarget): CommandExecution | undefined {
    const row = this.#find.get(executionId)
    return row?.target_kind === target.kind && row.target_id === target.id ? toExecution(row) : undefined
  }

  /** Which execution a client token stands for, and what was asked for with it. */
  byToken(clientToken: string): { readonly executionId: string; readonly requestDigest: string } | undefined {
    const row = this.#byToken.get(clientToken)
    return row === undefined ? undefined : { executionId: row.execution_id, requestDigest: row.request_digest }
  }

  /** Whether the command or the target has ever been used, as far as is remembered. */
  hasAny(subject: ExecutionSubject): boolean {
    const found =
      'commandId' in subject ? this.#ofCommand.get(subject.commandId) : this.#ofTarget.get(subject.target.kind, subject.target.id)
    return found !== undefined
  }

  list(query: ExecutionQuery): readonly CommandExecution[] {
    const { subject, time, span, order } = query
    const bySubject =
      'commandId' in subject ? { lists: this.#lists.command, a: subject.commandId, b: null } : targetBounds(this.#lists, subject)
    // Numbers begin at 1: with these starts the bound itself is left out, as the filter has it.
    const [cursorMs, cursorSeq] = query.cursor ?? (order === 'ASCENDING' ? [span.afterMs, Number.MAX_SAFE_INTEGER] : [span.beforeMs, 0])
    const rows = bySubject.lists[time][order].all({
      a: bySubject.a,
      b: bySubject.b,
      ...span,
      cursorMs,
      cursorSeq,
      status: query.status ?? null,
      limit: query.limit,
    })
    return rows.map(toExecution)
  }

  /** Executions whose device has run out of time, the earliest first. */
  due(nowMs: number, limit: number): readonly CommandExecution[] {
    return this.#due.all(nowMs, limit).map(toExecution)
  }

  /** The numbers of executions that are to be forgotten. */
  expired(nowMs: number, limit: number): readonly number[] {
    return this.#expired.all(nowMs, limit).map(({ seq }) => seq)
  }

  /** When the next execution times out or is to be forgotten. */
  earliestDueMs(): number | undefined {
    const times = [this.#earliestDeadline.get()?.deadline_ms, this.#earliestExpiry.get()?.expires_at_ms].filter(
      (time) => time !== undefined,
    )
    return times.length === 0 ? undefined : Math.min(...times)
  }
}

function targetBounds<Lists>(lists: { readonly target: Lists }, { target }: { readonly target: CommandTarget }) {
  return { lists: lists.target, a: target.kind, b: target.id }
}

function toExecution(row: ExecutionRow): CommandExecution {
  return {
    seq: row.seq,
    executionId: row.execution_id,
    commandId: row.command_id,
    target: { kind: row.target_kind, id: row.target_id },
    status: row.status,
    isFinal: row.is_final === 1,
    statusReason:
      row.reason_code === null ? undefined : { reasonCode: row.reason_code, reasonDescription: row.reason_description ?? undefined },
    // Both were written above, so they are what they were given.
    result: row.result === null ? undefined : (fromColumn(row.result) as Readonly<Record<string, ResultValue>>),
    parameters: row.parameters === null ? undefined : (fromColumn(row.parameters) as Readonly<Record<string, ParameterValue>>),
    executionTimeoutSeconds: row.execution_timeout_seconds,
    createdAtMs: row.created_at_ms,
    updatedAtMs: row.updated_at_ms,
    completedAtMs: row.completed_at_ms ?? undefined,
    deadlineMs: row.deadline_ms ?? undefined,
    expiresAtMs: row.expires_at_ms,
  }
}
