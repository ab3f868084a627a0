import { resourceNotFound } from '@iot-core-local/core'
import type { JobsContext } from '../context.js'
import { terminalState } from '../errors.js'
import type { DeviceQueue } from '../model/device-queue.js'
import type { JobExecution } from '../model/job-execution.js'
import { isPending } from '../model/transitions.js'

/** The job id that stands for the first of the pending list (JOB-002). */
export const NEXT = '$next'

/** Names an execution; without a number it is the latest one. */
export interface ExecutionName {
  readonly thingName: string
  readonly jobId: string
  readonly executionNumber: number | undefined
}

export interface DescribeInput extends ExecutionName, DeviceQueue {
  /** A job id or `$next`. */
  readonly jobId: string
}

/**
 * DescribeJobExecution of the device plane. Undefined for `$next` when nothing is pending; looking starts nothing (JOB-426).
 * @throws ResourceNotFoundException (JOB-434); TerminalStateException (JOB-433)
 */
export function describeExecution(context: JobsContext, input: DescribeInput): JobExecution | undefined {
  if (input.jobId === NEXT) return context.executions.head(input)
  const execution = findOwnExecution(context, input)
  if (!isPending(execution.status)) throw terminalState(execution)
  return execution
}

/** @throws ResourceNotFoundException */
export function findExecution(context: JobsContext, input: ExecutionName): JobExecution {
  const execution = context.executions.find(input.jobId, input.thingName, input.executionNumber)
  if (execution === undefined) throw missing(input)
  return execution
}

/** As `findExecution`; one of another namespace is not there for the asker (JOB-702). @throws ResourceNotFoundException */
export function findOwnExecution(context: JobsContext, input: ExecutionName & DeviceQueue): JobExecution {
  const execution = findExecution(context, input)
  if (execution.namespaceId !== input.namespaceId) throw missing(input)
  return execution
}

function missing(input: ExecutionName): Error {
  const numbered = input.executionNumber === undefined ? '' : ` with number ${input.executionNumber}`
  return resourceNotFound(`Job execution of job ${input.jobId} on thing ${input.thingName}${numbered} does not exist.`)
}
