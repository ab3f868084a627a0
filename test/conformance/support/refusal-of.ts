import { IoTServiceException } from '@aws-sdk/client-iot'
import { ERROR_STATUSES, type ErrorName } from './error-statuses.js'
import { statusOf } from './world.js'

/** What a call was refused with, as the SDK gives it to its user. @throws Error when the call succeeded or never reached the service. */
export async function refusalOf(call: Promise<unknown>): Promise<IoTServiceException> {
  try {
    await call
  } catch (error) {
    if (error instanceof IoTServiceException) return error
    throw error
  }
  throw new Error('The call succeeded.')
}

/** For steps within a case: throws unless the call is refused with this exception, its status and, where it is given, this message. */
export async function expectRefusal(call: Promise<unknown>, error: ErrorName, message?: string): Promise<void> {
  const refusal = await refusalOf(call)
  const isRight =
    refusal.name === error && statusOf(refusal) === ERROR_STATUSES[error] && (message === undefined || refusal.message === message)
  if (!isRight) {
    const got = `${refusal.name} (${String(statusOf(refusal))}): ${refusal.message}`
    throw new Error(`Expected ${error} (${ERROR_STATUSES[error]})${message === undefined ? '' : `: ${message}`}\nGot ${got}`)
  }
}
