import type { Stock } from '../context.js'
import { isEnded, isPastEnd, type Job } from '../model/job.js'
import type { JobExecution } from '../model/job-execution.js'
import { isRetried } from '../model/retry.js'
import { queueExecution } from './execution-changes.js'
import type { Unit } from './unit.js'

/** Queues the job for the thing again when its execution failed and retries are left: a further execution (JOB-331, JOB-332). */
export function retryExecution(stock: Stock, unit: Unit, job: Job, ended: JobExecution): void {
  const config = job.config.jobExecutionsRetryConfig
  if (config === undefined || isEnded(job.status) || isPastEnd(job, unit.nowMs)) return
  // The attempts in a row that this one is the latest of: a thing that was removed and came back counts anew (JOB-035).
  const first = ended.executionNumber - ended.retryAttempt
  const attempts = stock.executions.numbered(ended.jobId, ended.thingName, first, ended.executionNumber)
  const failures = {
    failed: attempts.filter((attempt) => attempt.status === 'FAILED').length,
    timedOut: attempts.filter((attempt) => attempt.status === 'TIMED_OUT').length,
  }
  if (!isRetried(config, ended.status, failures)) return
  const lastNumber = stock.executions.latest(ended.jobId, ended.thingName)?.executionNumber ?? ended.executionNumber
  queueExecution(stock, unit, job, ended.thingName, { lastNumber, retryAttempt: ended.retryAttempt + 1 })
}
