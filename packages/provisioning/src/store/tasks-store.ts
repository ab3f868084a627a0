import type { Store } from '@iot-core-local/core'

export type TaskStatus = 'InProgress' | 'Completed' | 'Failed' | 'Cancelled' | 'Cancelling'
export type ReportType = 'RESULTS' | 'ERRORS'

export interface TaskRow {
  readonly seq: number
  readonly taskId: string
  readonly status: TaskStatus
  readonly message: string | null
  readonly templateBody: string
  readonly bucket: string
  readonly key: string
  readonly roleArn: string
  readonly createdMs: number
  readonly modifiedMs: number
  /** When the task is ended, or its data deleted. */
  readonly expiresMs: number
  readonly successCount: number
  readonly failureCount: number
  /** How far the input has been worked off: the next line begins here. */
  readonly offsetBytes: number
  readonly lineCount: number
  readonly percentage: number
}

export type NewTask = Pick<TaskRow, 'taskId' | 'templateBody' | 'bucket' | 'key' | 'roleArn' | 'createdMs' | 'expiresMs'>
/** The cursor of a task. */
export type TaskProgress = Pick<
  TaskRow,
  'taskId' | 'successCount' | 'failureCount' | 'offsetBytes' | 'lineCount' | 'percentage' | 'modifiedMs'
>

const COLUMNS = `seq, task_id AS taskId, status, message, template_body AS templateBody, bucket, key, role_arn AS roleArn, created_ms AS createdMs,
  modified_ms AS modifiedMs, expires_ms AS expiresMs, success_count AS successCount, failure_count AS failureCount, offset_bytes AS offsetBytes,
  line_count AS lineCount, percentage`

export type TasksStore = ReturnType<typeof openTasksStore>

/** Bulk registration tasks with their cursors and the lines of their reports. */
export function openTasksStore({ db }: Store) {
  const insert = db.prepare<
    [NewTask]
  >(`INSERT INTO provisioning_tasks (task_id, status, template_body, bucket, key, role_arn, created_ms, modified_ms,
    expires_ms, success_count, failure_count, offset_bytes, line_count, percentage)
    VALUES (@taskId, 'InProgress', @templateBody, @bucket, @key, @roleArn, @createdMs, @createdMs, @expiresMs, 0, 0, 0, 0, 0)`)
  const find = db.prepare<[string], TaskRow>(`SELECT ${COLUMNS} FROM provisioning_tasks WHERE task_id = ?`)
  const unfinished = db.prepare<[], TaskRow>(`SELECT ${COLUMNS} FROM provisioning_tasks WHERE status IN ('InProgress', 'Cancelling')`)
  const progress = db.prepare<[TaskProgress]>(`UPDATE provisioning_tasks SET success_count = @successCount, failure_count = @failureCount,
    offset_bytes = @offsetBytes, line_count = @lineCount, percentage = @percentage, modified_ms = @modifiedMs WHERE task_id = @taskId`)
  const setStatus = db.prepare<[TaskStatus, string | null, number, number, string]>(
    'UPDATE provisioning_tasks SET status = ?, message = ?, modified_ms = ?, expires_ms = ? WHERE task_id = ?',
  )
  const complete = db.prepare<[string]>('UPDATE provisioning_tasks SET percentage = 100 WHERE task_id = ?')
  const list = db.prepare<[number, number], TaskRow>(`SELECT ${COLUMNS} FROM provisioning_tasks WHERE seq < ? ORDER BY seq DESC LIMIT +?`)
  const listByStatus = db.prepare<[TaskStatus, number, number], TaskRow>(
    `SELECT ${COLUMNS} FROM provisioning_tasks WHERE status = ? AND seq < ? ORDER BY seq DESC LIMIT +?`,
  )
  const remove = db.prepare<[string]>('DELETE FROM provisioning_tasks WHERE task_id = ?')
  const expired = db.prepare<[number, number], TaskRow>(
    `SELECT ${COLUMNS} FROM provisioning_tasks WHERE expires_ms <= ? ORDER BY expires_ms LIMIT +?`,
  )
  const earliest = db.prepare<[], { at: number | null }>('SELECT min(expires_ms) AS at FROM provisioning_tasks')
  const addLine = db.prepare<[string, ReportType, number, string]>(
    'INSERT INTO provisioning_report_lines (task_id, report, line, json) VALUES (?, ?, ?, ?)',
  )
  const lines = db.prepare<[string, ReportType, number, number], { line: number; json: string }>(
    'SELECT line, json FROM provisioning_report_lines WHERE task_id = ? AND report = ? AND line > ? ORDER BY line LIMIT +?',
  )
  return {
    insert: (task: NewTask): void => void insert.run(task),
    find: (taskId: string): TaskRow | undefined => find.get(taskId),
    /** The one task that is not finished (PRV-704). */
    unfinished: (): TaskRow | undefined => unfinished.get(),
    progress: (change: TaskProgress): void => void progress.run(change),
    setStatus: (taskId: string, status: TaskStatus, message: string | null, nowMs: number, expiresMs: number): void => {
      setStatus.run(status, message, nowMs, expiresMs, taskId)
      if (status === 'Completed') complete.run(taskId)
    },
    /** Newest first. */
    list: (status: TaskStatus | undefined, beforeSeq: number, limit: number): readonly TaskRow[] =>
      status === undefined ? list.all(beforeSeq, limit) : listByStatus.all(status, beforeSeq, limit),
    /** With its reports. */
    remove: (taskId: string): void => void remove.run(taskId),
    expired: (nowMs: number, limit: number): readonly TaskRow[] => expired.all(nowMs, limit),
    earliestMs: (): number | undefined => earliest.get()?.at ?? undefined,
    addLine: (taskId: string, report: ReportType, line: number, json: string): void => void addLine.run(taskId, report, line, json),
    lines: (taskId: string, report: ReportType, afterLine: number, limit: number): readonly { line: number; json: string }[] =>
      lines.all(taskId, report, afterLine, limit),
  }
}
