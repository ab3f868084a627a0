import { invalidRequest } from '@iot-core-local/core'
import { DROP_STEP_TIMEOUT, MAX_DETAIL_KEY_LENGTH, MAX_DETAIL_VALUE_LENGTH, MAX_TIMEOUT_MINUTES, MIN_TIMEOUT_MINUTES } from '../limits.js'
import type { StatusDetails } from '../model/job-execution.js'

/**
 * Lengths of status details and the form of their keys (JOB-429). Control characters in values are let pass, as AWS has been seen to do.
 * @throws InvalidRequestException
 */
export function checkStatusDetails(details: StatusDetails | undefined): void {
  for (const [key, value] of Object.entries(details ?? {})) {
    if (!/^[a-zA-Z0-9:_-]+$/.test(key) || key.length > MAX_DETAIL_KEY_LENGTH) {
      throw invalidRequest(
        `1 validation error detected: Map key '${key}' at 'statusDetails' failed to satisfy constraint: Map keys must have length between 1 and ${MAX_DETAIL_KEY_LENGTH} and satisfy regular expression pattern: [a-zA-Z0-9:_-]+`,
      )
    }
    if (value.length === 0 || value.length > MAX_DETAIL_VALUE_LENGTH) {
      throw invalidRequest(
        `1 validation error detected: Value at 'statusDetails.${key}' failed to satisfy constraint: Member must have length between 1 and ${MAX_DETAIL_VALUE_LENGTH}`,
      )
    }
  }
}

/** 1 to 10080 minutes; an update may also say -1 (JOB-321). @throws InvalidRequestException */
export function checkStepTimeout(minutes: number | undefined, mayDrop: boolean): void {
  if (minutes === undefined || (mayDrop && minutes === DROP_STEP_TIMEOUT)) return
  checkTimeoutMinutes('stepTimeoutInMinutes', minutes)
}

/** @throws InvalidRequestException when `minutes` is not a whole number from 1 to 10080 (JOB-320, JOB-321). */
export function checkTimeoutMinutes(member: string, minutes: number): void {
  if (Number.isInteger(minutes) && minutes >= MIN_TIMEOUT_MINUTES && minutes <= MAX_TIMEOUT_MINUTES) return
  throw invalidRequest(
    `1 validation error detected: Value '${minutes}' at '${member}' failed to satisfy constraint: Member must be between ${MIN_TIMEOUT_MINUTES} and ${MAX_TIMEOUT_MINUTES}`,
  )
}
