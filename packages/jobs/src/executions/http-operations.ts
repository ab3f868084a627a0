import type { IotJobsDataHandlers } from '@iot-core-local/core'
import type { JobsContext } from '../context.js'
import { executionState } from '../errors.js'
import type { JobExecution } from '../model/job-execution.js'
import { executionMembers, executionSummary } from '../topics/execution-messages.js'
import { describeExecution } from './describe-job-execution.js'
import { getPendingExecutions } from './get-pending-job-executions.js'
import { startNextExecution } from './start-next-pending-job-execution.js'
import { updateExecution } from './update-job-execution.js'

/** The HTTP plane's model has no namespaces (JOB-702). */
const PLAIN = ''

/** The device plane over HTTP (JOB section 10): the same middle as the topics, other clothes (JOB-552). */
export function dataOperations(context: JobsContext): IotJobsDataHandlers {
  return {
    GetPendingJobExecutions: ({ thingName }) => {
      const { inProgress, queued } = getPendingExecutions(context, { thingName, namespaceId: PLAIN })
      return { inProgressJobs: inProgress.map(executionSummary), queuedJobs: queued.map(executionSummary) }
    },
    StartNextPendingJobExecution: ({ thingName, statusDetails, stepTimeoutInMinutes }) => {
      const execution = context.work.run((unit) =>
        startNextExecution(context, unit, { thingName, namespaceId: PLAIN, statusDetails, stepTimeoutInMinutes }),
      )
      return execution === undefined ? {} : { execution: toExecution(context, execution, true) }
    },
    DescribeJobExecution: ({ thingName, jobId, executionNumber, includeJobDocument }) => {
      const execution = describeExecution(context, { thingName, namespaceId: PLAIN, jobId, executionNumber })
      return execution === undefined ? {} : { execution: toExecution(context, execution, includeJobDocument ?? true) }
    },
    UpdateJobExecution: (input) => {
      const execution = context.work.run((unit) =>
        updateExecution(context, unit, {
          thingName: input.thingName,
          namespaceId: PLAIN,
          jobId: input.jobId,
          status: input.status,
          statusDetails: input.statusDetails,
          expectedVersion: input.expectedVersion,
          executionNumber: input.executionNumber,
          stepTimeoutInMinutes: input.stepTimeoutInMinutes,
        }),
      )
      return {
        ...(input.includeJobExecutionState === true ? { executionState: executionState(execution) } : {}),
        ...(input.includeJobDocument === true ? { jobDocument: context.documents.handedTo(execution) } : {}),
      }
    },
  }
}

/** With `thingName`, and the document as text (JOB-203, JOB-552). */
function toExecution(context: JobsContext, execution: JobExecution, isDocumentIncluded: boolean) {
  return {
    ...executionMembers(execution, context.account.timers.now()),
    thingName: execution.thingName,
    ...(isDocumentIncluded ? { jobDocument: context.documents.handedTo(execution) } : {}),
  }
}
