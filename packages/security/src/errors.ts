import { ServiceError } from '@iot-core-local/core'

/* The exceptions of certificates and policies that other packages do not throw, with their status of the API model (REG-013, SEC-1101). */

/** 400. The text begins as AWS's (REG-453). */
export function malformedPolicy(detail: string): ServiceError {
  return new ServiceError('MalformedPolicyException', `Policy document is Malformed: ${detail}`, { status: 400 })
}

/** 409: a policy has five versions already. */
export function versionsLimitExceeded(message: string): ServiceError {
  return new ServiceError('VersionsLimitExceededException', message, { status: 409 })
}

/** 406: yes, 406. The certificate's status does not allow it. */
export function certificateState(message: string): ServiceError {
  return new ServiceError('CertificateStateException', message, { status: 406 })
}

/** 400: a certificate that cannot be taken. */
export function certificateValidation(message: string): ServiceError {
  return new ServiceError('CertificateValidationException', message, { status: 400 })
}

/** 409: several CA certificates could be meant. */
export function certificateConflict(message: string): ServiceError {
  return new ServiceError('CertificateConflictException', message, { status: 409 })
}

/** 400: the verification certificate does not carry the account's registration code. */
export function registrationCodeValidation(message: string): ServiceError {
  return new ServiceError('RegistrationCodeValidationException', message, { status: 400 })
}

/** 409: something still hangs on a certificate that is to be transferred. */
export function transferConflict(message: string): ServiceError {
  return new ServiceError('TransferConflictException', message, { status: 409 })
}

/** 410: the transfer was accepted, rejected or cancelled before. */
export function transferAlreadyCompleted(message: string): ServiceError {
  return new ServiceError('TransferAlreadyCompletedException', message, { status: 410 })
}
