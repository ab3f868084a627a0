import type { ParameterValue } from './parameters.js'
import type { CommandTarget } from './target.js'

export type ExecutionStatus = 'CREATED' | 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED' | 'REJECTED' | 'TIMED_OUT'

export interface StatusReason {
  readonly reasonCode: string
  readonly reasonDescription: string | undefined
}

/** One entry of a result: a string, a boolean or bytes (CMD-005). */
export type ResultValue = { readonly S: string } | { readonly B: boolean } | { readonly BIN: Uint8Array }

export interface CommandExecution {
  readonly seq: number
  readonly executionId: string
  readonly commandId: string
  readonly target: CommandTarget
  readonly status: ExecutionStatus
  /** Whether the device has spoken its last word: a TIMED_OUT that the cloud set is not final (CMD-007). */
  readonly isFinal: boolean
  readonly statusReason: StatusReason | undefined
  readonly result: Readonly<Record<string, ResultValue>> | undefined
  readonly parameters: Readonly<Record<string, ParameterValue>> | undefined
  readonly executionTimeoutSeconds: number
  /** Also when it started: the guide's samples show the same instant for both. */
  readonly createdAtMs: number
  readonly updatedAtMs: number
  readonly completedAtMs: number | undefined
  /** When the cloud stops waiting; undefined once it has, or once the execution is final. */
  readonly deadlineMs: number | undefined
  /** When it is forgotten (CMD-012). */
  readonly expiresAtMs: number
}
