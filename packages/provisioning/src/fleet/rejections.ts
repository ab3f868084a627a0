import { ServiceError } from '@iot-core-local/core'
import { TemplateError } from '../template/template-error.js'

/** The payload on a `rejected` topic (PRV-608). */
export interface Rejection {
  readonly statusCode: number
  readonly errorCode: string
  readonly errorMessage: string
}

/** A request that is answered on the `rejected` topic. */
export class RejectedRequest extends Error {
  readonly rejection: Rejection

  constructor(rejection: Rejection) {
    super(rejection.errorMessage)
    this.name = rejection.errorCode
    this.rejection = rejection
  }
}

/**
 * All codes and texts in one place (PRV-608): that of the empty token was seen on AWS, `AccessDenied` is documented in another spelling, the others
 * are unconfirmed.
 */
export const rejections = {
  invalidPayload: () => rejected(400, 'InvalidPayload', 'The payload is not a map in the format of the topic.'),
  emptyToken: () => rejected(400, 'InvalidCertificateOwnershipToken', 'Certificate ownership token cannot be empty.'),
  invalidToken: () => rejected(400, 'InvalidCertificateOwnershipToken', 'Certificate ownership token is invalid, expired or used already.'),
  invalidParameters: (message: string) => rejected(400, 'InvalidParameters', message),
  invalidCsr: (message: string) => rejected(400, 'InvalidCertificateSigningRequest', message),
  providerFailed: (why: string) => rejected(400, 'CertificateProviderFailure', `The certificate provider made no certificate: ${why}.`),
  templateNotFound: (name: string) => rejected(404, 'ResourceNotFound', `Template with name ${name} does not exist.`),
  templateDisabled: (name: string) => rejected(400, 'InvalidTemplate', `Template ${name} is not enabled.`),
  templateOfOtherType: (name: string) => rejected(400, 'InvalidTemplate', `Template ${name} is not a fleet provisioning template.`),
  accessDenied: (message: string) => rejected(403, 'AccessDenied', message),
  conflict: (message: string) => rejected(409, 'ResourceConflicts', message),
  registrationFailure: (message: string) => rejected(400, 'ResourceRegistrationFailure', message),
  internal: () => rejected(500, 'InternalError', 'An internal error occurred. The log of iot-core-local says more.'),
} as const

/** What a failure is to the device. */
export function rejectionOf(error: unknown): Rejection {
  if (error instanceof RejectedRequest) return error.rejection
  if (error instanceof TemplateError) return rejections.invalidParameters(error.message).rejection
  if (error instanceof ServiceError && error.status === 409) return rejections.conflict(error.message).rejection
  if (error instanceof ServiceError && error.status < 500) return rejections.registrationFailure(error.message).rejection
  return rejections.internal().rejection
}

function rejected(statusCode: number, errorCode: string, errorMessage: string): RejectedRequest {
  return new RejectedRequest({ statusCode, errorCode, errorMessage })
}
