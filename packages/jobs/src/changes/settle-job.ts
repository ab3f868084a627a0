import type { Stock } from '../context.js'
import { metCriterion } from '../model/abort-criteria.js'
import { cancelJob, completeJob } from './job-changes.js'
import { isPastEnd } from '../model/job.js'
import type { Unit } from './unit.js'

/** What the service itself writes when a job aborts; the texts of AWS are not known (JOB-142). */
const ABORT_REASON_CODE = 'ABORT_CRITERIA_MET'

/**
 * Looks at a job after its executions changed, with the counts up to date: too many failures abort it (JOB-312), and a SNAPSHOT job, and a
 * CONTINUOUS one past its end time, ends with its last execution (JOB-013, JOB-019).
 */
export function settleJob(stock: Stock, unit: Unit, jobId: string): void {
  const job = stock.jobs.find(jobId)
  if (job?.status !== 'IN_PROGRESS') return
  const counts = stock.jobs.counts(jobId)
  const criterion = metCriterion(job.config.abortConfig, counts)
  if (criterion !== undefined) {
    const share = `${criterion.thresholdPercentage}% or more of at least ${criterion.minNumberOfExecutedThings} executions`
    const failure = criterion.failureType === 'ALL' ? 'failed, were rejected or timed out' : `ended ${criterion.failureType}`
    cancelJob(stock, unit, job, { isForced: false, reasonCode: ABORT_REASON_CODE, comment: `Aborted because ${share} ${failure}.` })
    return
  }
  if (job.targetSelection !== 'SNAPSHOT' && !isPastEnd(job, unit.nowMs)) return
  if ((counts.QUEUED ?? 0) > 0 || (counts.IN_PROGRESS ?? 0) > 0) return
  if (stock.tasks.ofJob(jobId).some((task) => task.kind === 'rollout' || task.kind === 'cancel')) return
  completeJob(stock, unit, job)
}
