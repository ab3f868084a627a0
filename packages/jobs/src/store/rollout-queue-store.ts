import type { Store } from '@iot-core-local/core'

/** The things that still wait for their execution of a job: each once, in the order they were found. */
export class RolloutQueueStore {
  readonly #insert
  readonly #first
  readonly #deleteTo
  readonly #remove
  readonly #removeThing
  readonly #jobsOf
  readonly #clear
  readonly #any
  readonly #things
  readonly #one

  constructor({ db }: Store) {
    this.#insert = db.prepare<[string, string]>('INSERT OR IGNORE INTO jobs_rollout_queue (job_id, thing_name) VALUES (?, ?)')
    this.#first = db.prepare<[string, number], { seq: number; thing_name: string }>(
      'SELECT seq, thing_name FROM jobs_rollout_queue WHERE job_id = ? ORDER BY seq LIMIT +?',
    )
    this.#deleteTo = db.prepare<[string, number]>('DELETE FROM jobs_rollout_queue WHERE job_id = ? AND seq <= ?')
    this.#remove = db.prepare<[string, string]>('DELETE FROM jobs_rollout_queue WHERE job_id = ? AND thing_name = ?')
    this.#removeThing = db.prepare<[string], { job_id: string }>('DELETE FROM jobs_rollout_queue WHERE thing_name = ? RETURNING job_id')
    this.#jobsOf = db.prepare<[string], { job_id: string }>('SELECT job_id FROM jobs_rollout_queue WHERE thing_name = ?')
    this.#clear = db.prepare<[string, number]>(
      'DELETE FROM jobs_rollout_queue WHERE seq IN (SELECT seq FROM jobs_rollout_queue WHERE job_id = ? LIMIT +?)',
    )
    this.#things = db.prepare<[string, number], { thing_name: string }>(
      'SELECT DISTINCT thing_name FROM jobs_rollout_queue WHERE thing_name > ? ORDER BY thing_name LIMIT +?',
    )
    this.#one = db.prepare<[string, string], { n: number }>('SELECT 1 AS n FROM jobs_rollout_queue WHERE job_id = ? AND thing_name = ?')
    this.#any = db.prepare<[string], { n: number }>('SELECT 1 AS n FROM jobs_rollout_queue WHERE job_id = ? LIMIT 1')
  }

  add(jobId: string, thingName: string): void {
    this.#insert.run(jobId, thingName)
  }

  /** Takes the next things off the queue, at most `limit`. */
  take(jobId: string, limit: number): string[] {
    const rows = this.#first.all(jobId, limit)
    const last = rows.at(-1)
    if (last !== undefined) this.#deleteTo.run(jobId, last.seq)
    return rows.map((row) => row.thing_name)
  }

  has(jobId: string, thingName: string): boolean {
    return this.#one.get(jobId, thingName) !== undefined
  }

  /** Names of things on any queue, by name, after `afterName`. */
  things(afterName: string, limit: number): string[] {
    return this.#things.all(afterName, limit).map((row) => row.thing_name)
  }

  hasAny(jobId: string): boolean {
    return this.#any.get(jobId) !== undefined
  }

  remove(jobId: string, thingName: string): void {
    this.#remove.run(jobId, thingName)
  }

  /** The jobs whose queues the thing is in. */
  jobsOf(thingName: string): string[] {
    return this.#jobsOf.all(thingName).map((row) => row.job_id)
  }

  /** Takes a thing off all queues; answers which jobs' queues it was in. */
  removeThing(thingName: string): string[] {
    return this.#removeThing.all(thingName).map((row) => row.job_id)
  }

  /** Drops at most `limit` things; answers how many. */
  clear(jobId: string, limit: number): number {
    return this.#clear.run(jobId, limit).changes
  }
}
