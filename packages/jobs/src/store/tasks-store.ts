import type { Store } from '@iot-core-local/core'

/** Kinds of background work on one job. */
export type TaskKind = 'rollout' | 'cancel' | 'delete' | 'schedule' | 'reconcile'

/** A piece of background work, kept until it is done: it outlives the process. */
export interface Task {
  readonly seq: number
  /** Empty for work that is not about one job. */
  readonly jobId: string
  readonly kind: TaskKind
  /** JSON of the kind's own state. */
  readonly state: string
  readonly dueMs: number
}

interface TaskRow {
  readonly seq: number
  readonly job_id: string
  readonly kind: TaskKind
  readonly state: string
  readonly due_ms: number
}

export class TasksStore {
  readonly #insert
  readonly #delete
  readonly #deleteOfJob
  readonly #due
  readonly #earliest
  readonly #ofJob

  constructor({ db }: Store) {
    this.#insert = db.prepare<[string, TaskKind, string, number]>(
      'INSERT INTO jobs_tasks (job_id, kind, state, due_ms) VALUES (?, ?, ?, ?)',
    )
    this.#delete = db.prepare<[number]>('DELETE FROM jobs_tasks WHERE seq = ?')
    this.#deleteOfJob = db.prepare<[string]>('DELETE FROM jobs_tasks WHERE job_id = ?')
    this.#due = db.prepare<[number], TaskRow>('SELECT * FROM jobs_tasks WHERE due_ms <= ? ORDER BY due_ms, seq LIMIT 1')
    this.#earliest = db.prepare<[], { due_ms: number }>('SELECT due_ms FROM jobs_tasks ORDER BY due_ms LIMIT 1')
    this.#ofJob = db.prepare<[string], TaskRow>('SELECT * FROM jobs_tasks WHERE job_id = ?')
  }

  add(jobId: string, kind: TaskKind, state: string, dueMs: number): void {
    this.#insert.run(jobId, kind, state, dueMs)
  }

  delete(task: Task): void {
    this.#delete.run(task.seq)
  }

  deleteOfJob(jobId: string): void {
    this.#deleteOfJob.run(jobId)
  }

  /** The task whose turn it is. */
  due(nowMs: number): Task | undefined {
    const row = this.#due.get(nowMs)
    return row === undefined ? undefined : toTask(row)
  }

  earliestDueMs(): number | undefined {
    return this.#earliest.get()?.due_ms
  }

  ofJob(jobId: string): Task[] {
    return this.#ofJob.all(jobId).map(toTask)
  }
}

function toTask(row: TaskRow): Task {
  return { seq: row.seq, jobId: row.job_id, kind: row.kind, state: row.state, dueMs: row.due_ms }
}
