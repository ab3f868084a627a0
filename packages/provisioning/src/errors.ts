import { invalidRequest, ServiceError } from '@iot-core-local/core'
import { TemplateError } from './template/template-error.js'

/** 400: what the template asks for cannot be had (PRV-502). */
export function registrationFailure(message: string, cause?: unknown): ServiceError {
  return new ServiceError('ResourceRegistrationFailureException', message, { status: 400, cause })
}

/** 409: the documented name of what FAIL throws (PRV-407), which the API model does not have. */
export function resourceConflicts(message: string): ServiceError {
  return new ServiceError('ResourceConflictsException', message, { status: 409 })
}

/** 409: a template has five versions already (PRV-513). */
export function versionsLimitExceeded(message: string): ServiceError {
  return new ServiceError('VersionsLimitExceededException', message, { status: 409 })
}

/** 400: yes, 400 in the control plane. */
export function throttled(message: string): ServiceError {
  return new ServiceError('ThrottlingException', message, { status: 400 })
}

/** Runs work on a template, its flaws becoming InvalidRequestException (400). */
export function refuseFlaws<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof TemplateError) throw invalidRequest(`Invalid template body: ${error.message}`)
    throw error
  }
}
