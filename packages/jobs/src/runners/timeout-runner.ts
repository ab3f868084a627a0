import { DueWork } from '@iot-core-local/core'
import { changeExecution } from '../changes/execution-changes.js'
import { retryExecution } from '../changes/retry-execution.js'
import type { JobsContext } from '../context.js'
import { jobOf } from '../executions/job-of.js'

/** Moves overdue executions to TIMED_OUT (JOB-323). */
export function createTimeoutRunner(context: JobsContext): DueWork {
  const { work, executions, sliceSize, account } = context
  return new DueWork({
    timers: account.timers,
    log: account.log,
    slice: () =>
      work.run((unit) => {
        const due = executions.due(account.timers.now(), sliceSize)
        for (const execution of due) {
          const job = jobOf(context, execution)
          retryExecution(context, unit, job, changeExecution(context, unit, job, execution, { to: 'TIMED_OUT' }))
        }
        return due.length === sliceSize
      }),
    earliestDueMs: () => executions.earliestDeadlineMs(),
    failure: 'timing out job executions failed',
  })
}
