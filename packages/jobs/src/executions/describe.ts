import { resourceNotFound } from '@iot-core-local/core'
import type { JobsContext } from '../context.js'
import { terminalState } from '../errors.js'
import type { JobExecution } from '../model/job-execution.js'
import { isPending } from '../model/transitions.js'

/** The job id that stands for the first of the pending list (JOB-002). */
export const NEXT = '$next'

export interface DescribeInput {
  readonly thingName: string
  /** A job id or `$next`. */
  readonly jobId: string
  readonly executionNumber: number | undefined
}

/**
 * DescribeJobExecution of the device plane. Undefined for `$next` when nothing is pending; looking starts nothing (JOB-426).
 * @throws ResourceNotFoundException (JOB-434); TerminalStateException (JOB-433)
 */
export function describeExecution(context: JobsContext, input: DescribeInput): JobExecution | undefined {
  if (input.jobId === NEXT) return context.executions.head(input.thingName)
  const execution = findExecution(context, input)
  if (!isPending(execution.status)) throw terminalState(execution)
  return execution
}

/** @throws ResourceNotFoundException */
export function findExecution(context: JobsContext, input: DescribeInput): JobExecution {
  const execution = context.executions.find(input.jobId, input.thingName, input.executionNumber)
  if (execution === undefined) {
    const numbered = input.executionNumber === undefined ? '' : ` with number ${input.executionNumber}`
    throw resourceNotFound(`Job execution of job ${input.jobId} on thing ${input.thingName}${numbered} does not exist.`)
  }
  return execution
}
