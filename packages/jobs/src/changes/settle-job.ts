import type { Stock } from '../context.js'
import { completeJob } from './job-changes.js'
import type { Unit } from './unit.js'

/** Looks at a job after its executions changed, with the counts up to date: a SNAPSHOT job ends with its last execution (JOB-013, JOB-019). */
export function settleJob(stock: Stock, unit: Unit, jobId: string): void {
  const job = stock.jobs.find(jobId)
  if (job?.status !== 'IN_PROGRESS' || job.targetSelection !== 'SNAPSHOT') return
  const counts = stock.jobs.counts(jobId)
  if ((counts.QUEUED ?? 0) > 0 || (counts.IN_PROGRESS ?? 0) > 0) return
  if (stock.tasks.ofJob(jobId).some((task) => task.kind === 'rollout')) return
  completeJob(stock, unit, job)
}
