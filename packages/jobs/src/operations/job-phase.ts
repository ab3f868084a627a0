import type { Stock } from '../context.js'
import type { Job } from '../model/job.js'

/** Whether executions of the job are being queued now (JOB-132: `processingTargets`). */
export function isRollingOut(stock: Stock, job: Job): boolean {
  return job.status === 'IN_PROGRESS' && stock.tasks.ofJob(job.jobId).some((task) => task.kind === 'rollout')
}

/** JOB-016: while the job rolls executions out or cancels them. */
export function isConcurrent(stock: Stock, job: Job): boolean {
  return isRollingOut(stock, job) || (job.status === 'CANCELED' && stock.tasks.ofJob(job.jobId).some((task) => task.kind === 'cancel'))
}
