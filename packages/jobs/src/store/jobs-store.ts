import type { Statement, Store } from '@iot-core-local/core'
import type { Job, JobConfig, JobStatus, TargetSelection } from '../model/job.js'
import type { ExecutionStatus } from '../model/job-execution.js'
import type { Target } from '../model/target.js'

interface JobRow {
  readonly seq: number
  readonly job_id: string
  readonly status: JobStatus
  readonly target_selection: TargetSelection
  readonly description: string | null
  readonly config: string
  readonly is_force_canceled: number
  readonly reason_code: string | null
  readonly comment: string | null
  readonly created_at_ms: number
  readonly updated_at_ms: number
  readonly completed_at_ms: number | null
}

export interface JobFilter {
  readonly status: JobStatus | undefined
  readonly targetSelection: TargetSelection | undefined
  readonly thingGroupName: string | undefined
  readonly thingGroupId: string | undefined
  readonly namespaceId: string | undefined
}

/** A target with the id that its group has now: a group of the same name that comes later is another. */
export interface NewTarget extends Target {
  readonly groupId: string | undefined
}

export interface JobPageKey {
  readonly rank: number
  readonly seq: number
}

/** A job and its place in the order of ListJobs. */
export interface RankedJob {
  readonly job: Job
  readonly rank: number
}

/** As the generated column of the table says. */
const STATUS_RANKS: Readonly<Record<JobStatus, number>> = {
  IN_PROGRESS: 0,
  SCHEDULED: 1,
  COMPLETED: 2,
  CANCELED: 3,
  DELETION_IN_PROGRESS: 4,
}

/** Jobs, their documents, targets and counts. */
export class JobsStore {
  readonly #store: Store
  readonly #insert
  readonly #update
  readonly #find
  readonly #delete
  readonly #insertDocument
  readonly #document
  readonly #deleteDocument
  readonly #insertTarget
  readonly #targets
  readonly #targetCount
  readonly #deleteTargets
  readonly #continuousByTarget
  readonly #nextContinuous
  readonly #count
  readonly #counts
  readonly #deleteCounts
  readonly #inStatus
  readonly #lists = new Map<string, Statement<[Record<string, string | number>], JobRow & { status_rank: number }>>()

  constructor(store: Store) {
    this.#store = store
    const { db } = store
    this.#insert = db.prepare<[string, JobStatus, TargetSelection, string | null, string, number, number]>(
      'INSERT INTO jobs_jobs (job_id, status, target_selection, description, config, created_at_ms, updated_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?)',
    )
    this.#update = db.prepare<[JobStatus, string | null, string, number, string | null, string | null, number, number | null, string]>(
      `UPDATE jobs_jobs SET status = ?, description = ?, config = ?, is_force_canceled = ?, reason_code = ?, comment = ?, updated_at_ms = ?,
       completed_at_ms = ? WHERE job_id = ?`,
    )
    this.#find = db.prepare<[string], JobRow>('SELECT * FROM jobs_jobs WHERE job_id = ?')
    this.#delete = db.prepare<[string]>('DELETE FROM jobs_jobs WHERE job_id = ?')
    this.#insertDocument = db.prepare<[string, string]>('INSERT INTO jobs_documents (job_id, document) VALUES (?, ?)')
    this.#document = db.prepare<[string], { document: string }>('SELECT document FROM jobs_documents WHERE job_id = ?')
    this.#deleteDocument = db.prepare<[string]>('DELETE FROM jobs_documents WHERE job_id = ?')
    this.#insertTarget = db.prepare<[string, number, Target['kind'], string, string | null]>(
      'INSERT INTO jobs_targets (job_id, position, kind, name, group_id) VALUES (?, ?, ?, ?, ?)',
    )
    this.#targets = db.prepare<[string], Target>('SELECT kind, name FROM jobs_targets WHERE job_id = ? ORDER BY position')
    this.#targetCount = db.prepare<[string], { n: number }>('SELECT count(*) AS n FROM jobs_targets WHERE job_id = ?')
    this.#deleteTargets = db.prepare<[string]>('DELETE FROM jobs_targets WHERE job_id = ?')
    this.#continuousByTarget = db.prepare<[string], JobRow>(
      `SELECT j.* FROM jobs_targets t JOIN jobs_jobs j ON j.job_id = t.job_id
       WHERE t.kind = 'thinggroup' AND t.name = ? AND j.status = 'IN_PROGRESS' AND j.target_selection = 'CONTINUOUS' ORDER BY j.seq`,
    )
    this.#nextContinuous = db.prepare<[number], JobRow>(
      `SELECT * FROM jobs_jobs WHERE target_selection = 'CONTINUOUS' AND status_rank = ${STATUS_RANKS.IN_PROGRESS} AND seq > ?
       ORDER BY seq LIMIT 1`,
    )
    this.#count = db.prepare<[string, ExecutionStatus, number]>(
      `INSERT INTO jobs_counts (job_id, status, executions) VALUES (?, ?, ?)
       ON CONFLICT (job_id, status) DO UPDATE SET executions = executions + excluded.executions`,
    )
    this.#counts = db.prepare<[string], { status: ExecutionStatus; executions: number }>(
      'SELECT status, executions FROM jobs_counts WHERE job_id = ?',
    )
    this.#deleteCounts = db.prepare<[string]>('DELETE FROM jobs_counts WHERE job_id = ?')
    this.#inStatus = db.prepare<[number, number], { n: number }>(
      'SELECT count(*) AS n FROM (SELECT 1 FROM jobs_jobs WHERE status_rank = ? LIMIT +?)',
    )
  }

  insert(job: Job, document: string): void {
    this.#insert.run(
      job.jobId,
      job.status,
      job.targetSelection,
      job.description ?? null,
      JSON.stringify(job.config),
      job.createdAtMs,
      job.updatedAtMs,
    )
    this.#insertDocument.run(job.jobId, document)
  }

  /** Writes all that can change in a job. */
  update(job: Job): void {
    this.#update.run(
      job.status,
      job.description ?? null,
      JSON.stringify(job.config),
      job.isForceCanceled ? 1 : 0,
      job.reasonCode ?? null,
      job.comment ?? null,
      job.updatedAtMs,
      job.completedAtMs ?? null,
      job.jobId,
    )
  }

  find(jobId: string): Job | undefined {
    const row = this.#find.get(jobId)
    return row === undefined ? undefined : toJob(row)
  }

  /** Forgets the job; its executions have to be gone. */
  delete(jobId: string): void {
    this.#deleteTargets.run(jobId)
    this.#deleteCounts.run(jobId)
    this.#deleteDocument.run(jobId)
    this.#delete.run(jobId)
  }

  document(jobId: string): string | undefined {
    return this.#document.get(jobId)?.document
  }

  addTargets(jobId: string, targets: readonly NewTarget[]): void {
    const first = this.#targetCount.get(jobId)?.n ?? 0
    for (const [index, target] of targets.entries()) {
      this.#insertTarget.run(jobId, first + index, target.kind, target.name, target.groupId ?? null)
    }
  }

  /** In the order given. */
  targets(jobId: string): Target[] {
    return this.#targets.all(jobId)
  }

  /** The CONTINUOUS jobs in progress that name the group as a target. */
  continuousJobsOf(thingGroupName: string): Job[] {
    return this.#continuousByTarget.all(thingGroupName).map(toJob)
  }

  /** Adds `change` (may be negative) to the number of executions in `status`. */
  count(jobId: string, status: ExecutionStatus, change: number): void {
    this.#count.run(jobId, status, change)
  }

  /** The first CONTINUOUS job in progress after `afterSeq`, in order of creation. */
  nextContinuous(afterSeq: number): Job | undefined {
    const row = this.#nextContinuous.get(afterSeq)
    return row === undefined ? undefined : toJob(row)
  }

  counts(jobId: string): Partial<Record<ExecutionStatus, number>> {
    const counts: Partial<Record<ExecutionStatus, number>> = {}
    for (const row of this.#counts.iterate(jobId)) counts[row.status] = row.executions
    return counts
  }

  /** How many jobs are in `status`, counted up to `limit`. */
  inStatus(status: JobStatus, limit: number): number {
    return this.#inStatus.get(STATUS_RANKS[status], limit)?.n ?? 0
  }

  /** By status, newest first in each (JOB-104). */
  list(filter: JobFilter, after: JobPageKey | undefined, limit: number): RankedJob[] {
    const conditions: string[] = []
    const values: Record<string, string | number> = { limit }
    if (filter.status !== undefined) {
      conditions.push(`j.status_rank = ${STATUS_RANKS[filter.status]}`)
    }
    if (filter.targetSelection !== undefined) {
      conditions.push('j.target_selection = :targetSelection')
      values['targetSelection'] = filter.targetSelection
    }
    if (filter.thingGroupName !== undefined) {
      conditions.push("j.job_id IN (SELECT t.job_id FROM jobs_targets t WHERE t.kind = 'thinggroup' AND t.name = :thingGroupName)")
      values['thingGroupName'] = filter.thingGroupName
    }
    if (filter.thingGroupId !== undefined) {
      conditions.push('j.job_id IN (SELECT t.job_id FROM jobs_targets t WHERE t.group_id = :thingGroupId)')
      values['thingGroupId'] = filter.thingGroupId
    }
    if (filter.namespaceId !== undefined) {
      conditions.push('j.namespace_id = :namespaceId')
      values['namespaceId'] = filter.namespaceId
    }
    if (after !== undefined) {
      conditions.push('(j.status_rank > :rank OR (j.status_rank = :rank AND j.seq < :seq))', 'j.status_rank >= :rank')
      values['rank'] = after.rank
      values['seq'] = after.seq
    }
    const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`
    const sql = `SELECT j.* FROM jobs_jobs j ${where} ORDER BY j.status_rank, j.seq DESC LIMIT +:limit`
    const statement =
      this.#lists.get(sql) ?? this.#store.db.prepare<[Record<string, string | number>], JobRow & { status_rank: number }>(sql)
    this.#lists.set(sql, statement)
    return statement.all(values).map((row) => ({ job: toJob(row), rank: row.status_rank }))
  }
}

function toJob(row: JobRow): Job {
  return {
    seq: row.seq,
    jobId: row.job_id,
    status: row.status,
    targetSelection: row.target_selection,
    description: row.description ?? undefined,
    // Written by insert and update above, so it is what they were given.
    config: JSON.parse(row.config) as JobConfig,
    isForceCanceled: row.is_force_canceled === 1,
    reasonCode: row.reason_code ?? undefined,
    comment: row.comment ?? undefined,
    createdAtMs: row.created_at_ms,
    updatedAtMs: row.updated_at_ms,
    completedAtMs: row.completed_at_ms ?? undefined,
  }
}
