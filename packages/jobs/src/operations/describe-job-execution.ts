import type { IotHandlers } from '@iot-core-local/core'
import type { JobsContext } from '../context.js'
import { findExecution } from '../executions/describe-job-execution.js'
import { secondsBeforeTimedOut } from '../model/deadlines.js'
import { shownDetails } from '../model/job-execution.js'

/** DescribeJobExecution of the control plane: any status, no document (JOB-134). */
export function describeJobExecution(context: JobsContext): NonNullable<IotHandlers['DescribeJobExecution']> {
  return ({ jobId, thingName, executionNumber }) => {
    const execution = findExecution(context, { jobId, thingName, executionNumber })
    const details = shownDetails(execution)
    const secondsLeft = secondsBeforeTimedOut(execution, context.account.timers.now())
    return {
      execution: {
        jobId,
        status: execution.status,
        ...(execution.isForceCanceled ? { forceCanceled: true } : {}),
        statusDetails: details === undefined ? {} : { detailsMap: { ...details } },
        thingArn: context.account.arns.thing(thingName),
        queuedAt: new Date(execution.queuedAtMs),
        ...(execution.startedAtMs === undefined ? {} : { startedAt: new Date(execution.startedAtMs) }),
        lastUpdatedAt: new Date(execution.updatedAtMs),
        executionNumber: execution.executionNumber,
        versionNumber: execution.versionNumber,
        ...(secondsLeft === undefined ? {} : { approximateSecondsBeforeTimedOut: secondsLeft }),
      },
    }
  }
}
