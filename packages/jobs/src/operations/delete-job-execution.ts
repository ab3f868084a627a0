import type { IotHandlers } from '@iot-core-local/core'
import { removeExecution } from '../changes/execution-changes.js'
import type { JobsContext } from '../context.js'
import { stateForbids } from '../errors.js'
import { findExecution, findOwnExecution } from '../executions/describe-job-execution.js'

/** DeleteJobExecution (JOB-146). */
export function deleteJobExecution(context: JobsContext): NonNullable<IotHandlers['DeleteJobExecution']> {
  return ({ jobId, thingName, executionNumber, force, namespaceId }) => {
    context.work.run((unit) => {
      const name = { jobId, thingName, executionNumber }
      const execution = namespaceId === undefined ? findExecution(context, name) : findOwnExecution(context, { ...name, namespaceId })
      if (execution.status === 'IN_PROGRESS' && force !== true) {
        throw stateForbids('The job execution is IN_PROGRESS and can be deleted only with force.')
      }
      removeExecution(context, unit, execution)
    })
    return {}
  }
}
