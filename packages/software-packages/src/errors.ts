import { ServiceError, validationFailed } from '@iot-core-local/core'

/** Runs `work` of a neighbour that speaks of the older exceptions, and says the same with the one of this family (API-054). */
export function inOwnFamily<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    const isOlder = error instanceof ServiceError && (error.name === 'InvalidRequestException' || error.name === 'LimitExceededException')
    throw isOlder ? validationFailed(error.message) : error
  }
}
