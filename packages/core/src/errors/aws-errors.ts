import { ServiceError } from './service-error.js'

/*
 * The exceptions of `iot`, `iot-data` and `iot-jobs-data` that more than one package throws, with the status of the API model (API-053).
 * A package adds its own beside its operations, from the same class.
 */

/** 400. Also the answer to input that breaks a constraint of the model (API-060). */
export function invalidRequest(message: string): ServiceError {
  return new ServiceError('InvalidRequestException', message, { status: 400 })
}

/** 404. The default text is the one most operations use (API-055). */
export function resourceNotFound(message = 'The specified resource does not exist.'): ServiceError {
  return new ServiceError('ResourceNotFoundException', message, { status: 404 })
}

/** 409, with `resourceId` and `resourceArn` where AWS names the resource (API-052). */
export function resourceAlreadyExists(message: string, resource: { resourceId?: string; resourceArn?: string } = {}): ServiceError {
  return new ServiceError('ResourceAlreadyExistsException', message, { status: 409, members: resource })
}

/** 409 of control-plane and shadow updates whose expected version is not the current one. */
export function versionConflict(message: string): ServiceError {
  return new ServiceError('VersionConflictException', message, { status: 409 })
}

/** 409 when something still refers to what is to be deleted. */
export function deleteConflict(message: string): ServiceError {
  return new ServiceError('DeleteConflictException', message, { status: 409 })
}

/** 409. */
export function conflict(message: string, resourceId?: string): ServiceError {
  return new ServiceError('ConflictException', message, { status: 409, members: resourceId === undefined ? {} : { resourceId } })
}

/** 410: yes, 410 (API-053). */
export function limitExceeded(message: string): ServiceError {
  return new ServiceError('LimitExceededException', message, { status: 410 })
}

/** 401 of the control plane. */
export function unauthorized(message: string): ServiceError {
  return new ServiceError('UnauthorizedException', message, { status: 401 })
}

/** 403 of the data planes (API-050). */
export function forbidden(message = 'Forbidden'): ServiceError {
  return new ServiceError('ForbiddenException', message, { status: 403 })
}

/** 400 of the newer families: commands, packages (API-054). */
export function validationFailed(message: string): ServiceError {
  return new ServiceError('ValidationException', message, { status: 400 })
}

/** 500. What an edge answers when an operation failed in a way nobody foresaw; the cause goes to the log, not to the caller. */
export function internalFailure(cause?: unknown): ServiceError {
  return new ServiceError('InternalFailureException', 'An internal error occurred. The log of iot-core-local says more.', {
    status: 500,
    cause,
  })
}

/** 501. A known operation, or a known part of one, that nobody wrote yet (API-091): never a false success. */
export function notImplemented(what: string): ServiceError {
  return new ServiceError('NotImplementedException', `${what} is not covered by iot-core-local yet. GET /_local/coverage lists what is.`, {
    status: 501,
  })
}
