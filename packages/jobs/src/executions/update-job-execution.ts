import { invalidRequest } from '@iot-core-local/core'
import { changeExecution } from '../changes/execution-changes.js'
import { reportPackages } from '../changes/report-packages.js'
import { retryExecution } from '../changes/retry-execution.js'
import type { Unit } from '../changes/unit.js'
import type { JobsContext } from '../context.js'
import { invalidTransition, versionMismatch } from '../errors.js'
import { deadlinesAtStart, withStepTimeout } from '../model/deadlines.js'
import type { DeviceQueue } from '../model/device-queue.js'
import type { JobExecution, StatusDetails } from '../model/job-execution.js'
import { DEVICE_STATUSES, mayChange } from '../model/transitions.js'
import { checkStatusDetails, checkStepTimeout } from './checks.js'
import { type ExecutionName, findOwnExecution } from './describe-job-execution.js'
import { jobOf } from './job-of.js'

export interface UpdateInput extends ExecutionName, DeviceQueue {
  readonly status: string
  readonly statusDetails: StatusDetails | undefined
  readonly expectedVersion: number | undefined
  readonly stepTimeoutInMinutes: number | undefined
}

/**
 * UpdateJobExecution. Checks in the order of JOB-435.
 * @throws InvalidRequestException; ResourceNotFoundException; InvalidStateTransitionException, also for a version that is not the expected one
 */
export function updateExecution(context: JobsContext, unit: Unit, input: UpdateInput): JobExecution {
  const status = DEVICE_STATUSES.find((settable) => settable === input.status)
  if (status === undefined) {
    throw invalidRequest(
      `1 validation error detected: Value '${input.status}' at 'status' failed to satisfy constraint: Member must satisfy enum value set: [${DEVICE_STATUSES.join(', ')}]`,
    )
  }
  checkStatusDetails(input.statusDetails)
  checkStepTimeout(input.stepTimeoutInMinutes, true)
  const execution = findOwnExecution(context, input)
  if (input.expectedVersion !== undefined && input.expectedVersion !== execution.versionNumber) {
    throw versionMismatch(execution, input.expectedVersion)
  }
  if (!mayChange(execution.status, status, 'device')) throw invalidTransition(execution, status)
  const job = jobOf(context, execution)
  const current =
    execution.status === 'QUEUED' ? deadlinesAtStart(unit.nowMs, job.config.timeoutConfig?.inProgressTimeoutInMinutes) : execution
  const { stepDeadlineMs } = withStepTimeout(current, unit.nowMs, input.stepTimeoutInMinutes)
  const changed = changeExecution(context, unit, job, execution, { to: status, statusDetails: input.statusDetails, stepDeadlineMs })
  retryExecution(context, unit, job, changed)
  reportPackages(context, job, changed)
  return changed
}
