import { ServiceError } from '@iot-core-local/core'
import { type JobExecution, shownDetails } from './model/job-execution.js'

/** The `code` of a rejected message (JOB section 8.2). */
export type RejectionCode =
  | 'InvalidTopic'
  | 'InvalidJson'
  | 'InvalidRequest'
  | 'InvalidStateTransition'
  | 'ResourceNotFound'
  | 'VersionMismatch'
  | 'TerminalStateReached'
  | 'RequestThrottled'
  | 'InternalError'

/** `executionState` of answers and errors. */
export interface ExecutionState {
  readonly status: JobExecution['status']
  readonly statusDetails?: Readonly<Record<string, string>>
  readonly versionNumber: number
}

/** A refusal of the device plane whose MQTT code does not follow from the exception's name. */
export class DeviceRefusal extends ServiceError {
  readonly code: RejectionCode
  readonly executionState: ExecutionState | undefined

  constructor(exceptionName: string, code: RejectionCode, message: string, status: number, executionState?: ExecutionState) {
    super(exceptionName, message, { status, ...(executionState === undefined ? {} : { members: { executionState } }) })
    this.code = code
    this.executionState = executionState
  }
}

export function executionState(execution: JobExecution): ExecutionState {
  const statusDetails = shownDetails(execution)
  return {
    status: execution.status,
    ...(statusDetails === undefined ? {} : { statusDetails }),
    versionNumber: execution.versionNumber,
  }
}

/** JOB-031: the state of the execution forbids the change. */
export function invalidTransition(execution: JobExecution, to: string): DeviceRefusal {
  return new DeviceRefusal(
    'InvalidStateTransitionException',
    'InvalidStateTransition',
    `The job execution is ${execution.status} and cannot become ${to}.`,
    409,
    executionState(execution),
  )
}

/** JOB-431; over HTTP 409 InvalidStateTransitionException, which the model offers (JOB-553). */
export function versionMismatch(execution: JobExecution, expectedVersion: number): DeviceRefusal {
  return new DeviceRefusal(
    'InvalidStateTransitionException',
    'VersionMismatch',
    `Expected version ${expectedVersion} but found version ${execution.versionNumber}`,
    409,
    executionState(execution),
  )
}

/** JOB-433: describing a terminal execution on the device plane. No executionState. */
export function terminalState(execution: JobExecution): DeviceRefusal {
  return new DeviceRefusal(
    'TerminalStateException',
    'TerminalStateReached',
    `The job execution is in the terminal state ${execution.status}.`,
    410,
  )
}

/** 409 of the control plane (JOB-144, JOB-145, JOB-146). */
export function stateForbids(message: string): ServiceError {
  return new ServiceError('InvalidStateTransitionException', message, { status: 409 })
}

/** 400: the guide names it for errors around placeholders, the API model does not list it (JOB-200, JOB-210). */
export function invalidJobDocument(message: string): ServiceError {
  return new ServiceError('InvalidJobDocumentException', message, { status: 400 })
}
