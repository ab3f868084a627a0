import { invalidRequest, type IotHandlers, versionConflict } from '@iot-core-local/core'
import { changeExecution } from '../changes/execution-changes.js'
import type { JobsContext } from '../context.js'
import { stateForbids } from '../errors.js'
import { checkStatusDetails } from '../executions/checks.js'
import { findExecution } from '../executions/describe-job-execution.js'
import { jobOf } from '../executions/job-of.js'
import { MAX_CANCEL_DETAILS } from '../limits.js'
import { mayChange } from '../model/transitions.js'

/** CancelJobExecution (JOB-144). */
export function cancelJobExecution(context: JobsContext): NonNullable<IotHandlers['CancelJobExecution']> {
  return ({ jobId, thingName, force, expectedVersion, statusDetails }) => {
    if (Object.keys(statusDetails ?? {}).length > MAX_CANCEL_DETAILS) {
      throw invalidRequest(`statusDetails can have at most ${MAX_CANCEL_DETAILS} pairs.`)
    }
    checkStatusDetails(statusDetails)
    context.work.run((unit) => {
      const execution = findExecution(context, { jobId, thingName, executionNumber: undefined })
      if (expectedVersion !== undefined && expectedVersion !== execution.versionNumber) {
        throw versionConflict(`Expected version ${expectedVersion} but found version ${execution.versionNumber}`)
      }
      if (!mayChange(execution.status, 'CANCELED', 'service')) {
        throw stateForbids(`The job execution is ${execution.status} and cannot be canceled.`)
      }
      if (execution.status === 'IN_PROGRESS' && force !== true) {
        throw stateForbids('The job execution is IN_PROGRESS and can be canceled only with force.')
      }
      changeExecution(context, unit, jobOf(context, execution), execution, {
        to: 'CANCELED',
        statusDetails,
        isForceCanceled: force ?? false,
      })
    })
    return {}
  }
}
