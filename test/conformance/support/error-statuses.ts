/** The HTTP status of each exception of the service `iot` (REG-013), written down once more so that the generated model is checked too. */
export const ERROR_STATUSES = {
  InvalidRequestException: 400,
  ValidationException: 400,
  CertificateValidationException: 400,
  MalformedPolicyException: 400,
  RegistrationCodeValidationException: 400,
  ResourceRegistrationFailureException: 400,
  ServiceQuotaExceededException: 402,
  InvalidQueryException: 400,
  IndexNotReadyException: 400,
  ResourceNotFoundException: 404,
  CertificateStateException: 406,
  ResourceAlreadyExistsException: 409,
  VersionConflictException: 409,
  InvalidStateTransitionException: 409,
  ConflictException: 409,
  DeleteConflictException: 409,
  CertificateConflictException: 409,
  ConflictingResourceUpdateException: 409,
  TransferConflictException: 409,
  VersionsLimitExceededException: 409,
  LimitExceededException: 410,
  TransferAlreadyCompletedException: 410,
} as const

export type ErrorName = keyof typeof ERROR_STATUSES
