import type { Stock } from '../context.js'
import type { Job } from '../model/job.js'
import type { JobExecution } from '../model/job-execution.js'

/** The job of an execution; it exists as long as the execution does. */
export function jobOf(stock: Stock, execution: JobExecution): Job {
  const job = stock.jobs.find(execution.jobId)
  if (job === undefined) throw new Error(`Job ${execution.jobId} is gone before its executions.`)
  return job
}
