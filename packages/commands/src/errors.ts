import { ServiceError, validationFailed } from '@iot-core-local/core'

/** The `error` of a rejected response (CMD-006). `DataConflict` is AWS's answer to updates in parallel, which cannot meet here. */
export type RejectionCode =
  | 'InvalidTopic'
  | 'InvalidJson'
  | 'InvalidRequest'
  | 'InvalidStateTransition'
  | 'TerminalStateReached'
  | 'ResourceNotFound'
  | 'InternalError'

/** A device's response that is not taken. */
export class ResponseRefusal extends Error {
  readonly code: RejectionCode

  constructor(code: RejectionCode, message: string) {
    super(message)
    this.name = 'ResponseRefusal'
    this.code = code
  }
}

/** 402 of the newer families (API-054). */
export function quotaExceeded(message: string): ServiceError {
  return new ServiceError('ServiceQuotaExceededException', message, { status: 402 })
}

/** Runs `work` of a neighbour that speaks of the older exceptions, and says the same with those of this family (API-054). */
export function inOwnFamily<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error
    if (error.name === 'InvalidRequestException') throw validationFailed(error.message)
    if (error.name === 'LimitExceededException') throw quotaExceeded(error.message)
    throw error
  }
}
