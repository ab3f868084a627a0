import type { Unit } from '../changes/unit.js'
import { changeExecution } from '../changes/execution-changes.js'
import type { JobsContext } from '../context.js'
import { withStepTimeout } from '../model/deadlines.js'
import type { DeviceQueue } from '../model/device-queue.js'
import type { JobExecution, StatusDetails } from '../model/job-execution.js'
import { checkStatusDetails, checkStepTimeout } from './checks.js'
import { jobOf } from './job-of.js'

export interface StartNextInput extends DeviceQueue {
  readonly statusDetails: StatusDetails | undefined
  readonly stepTimeoutInMinutes: number | undefined
}

/**
 * StartNextPendingJobExecution: starts the first QUEUED execution, or hands out again the first IN_PROGRESS one unchanged (JOB-034, JOB-427).
 * Undefined when nothing is pending.
 */
export function startNextExecution(context: JobsContext, unit: Unit, input: StartNextInput): JobExecution | undefined {
  checkStatusDetails(input.statusDetails)
  checkStepTimeout(input.stepTimeoutInMinutes, false)
  const head = context.executions.head(input)
  if (head?.status !== 'QUEUED') return head
  const { stepDeadlineMs } = withStepTimeout(head, unit.nowMs, input.stepTimeoutInMinutes)
  return changeExecution(context, unit, jobOf(context, head), head, {
    to: 'IN_PROGRESS',
    statusDetails: input.statusDetails,
    stepDeadlineMs,
  })
}
