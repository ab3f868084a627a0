import type { IotHandlers } from '@iot-core-local/core'
import { removeExecution } from '../changes/execution-changes.js'
import type { JobsContext } from '../context.js'
import { stateForbids } from '../errors.js'
import { findExecution } from '../executions/describe.js'
import { refuseMembers } from './refuse-members.js'

/** DeleteJobExecution (JOB-146). */
export function deleteJobExecution(context: JobsContext): NonNullable<IotHandlers['DeleteJobExecution']> {
  return ({ jobId, thingName, executionNumber, force, namespaceId }) => {
    refuseMembers('DeleteJobExecution', { namespaceId })
    context.work.run((unit) => {
      const execution = findExecution(context, { jobId, thingName, executionNumber })
      if (execution.status === 'IN_PROGRESS' && force !== true) {
        throw stateForbids('The job execution is IN_PROGRESS and can be deleted only with force.')
      }
      removeExecution(context, unit, execution)
    })
    return {}
  }
}
