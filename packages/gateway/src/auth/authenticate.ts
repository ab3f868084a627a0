import { ServiceError, type ServiceId } from '@iot-core-local/core'
import type { GatewayAccount } from '../ports.js'
import type { SignedRequest } from './canonical-request.js'
import type { SignatureReading } from './signature.js'
import type { SignatureVerifier } from './verify-signature.js'

export interface Refusal {
  /** As in AWS IoT's log entries (API-076). */
  readonly reason: string
  readonly explanation: string
  readonly controlPlaneName: string
  /** AWS's text. */
  readonly message: string
}

/** Why a request's signature is not accepted; undefined when it is. For listeners that have keys configured. */
export function checkSignature(
  verifier: SignatureVerifier,
  request: SignedRequest,
  signature: SignatureReading,
  account: GatewayAccount,
): Refusal | undefined {
  if (signature === 'none') {
    return {
      reason: 'MISSING_AUTHENTICATION_TOKEN',
      explanation: 'The request is not signed, and iot-core-local was given credentials that requests must be signed with.',
      controlPlaneName: 'MissingAuthenticationTokenException',
      message: 'Missing Authentication Token',
    }
  }
  if (signature === 'malformed') {
    return {
      reason: 'SECURITY_TOKEN_INVALID',
      explanation:
        'The signature cannot be read: Credential, SignedHeaders, Signature and a date are all needed, in the form of AWS4-HMAC-SHA256.',
      controlPlaneName: 'IncompleteSignatureException',
      message: 'The request signature does not conform to AWS standards.',
    }
  }
  const verdict = verifier.verify(request, signature, account.clock.now())
  return verdict.isValid ? undefined : { ...REFUSALS[verdict.reason], explanation: verdict.explanation }
}

/** Names and texts of API-075, log reasons of API-076. */
const REFUSALS = {
  UNKNOWN_KEY: {
    reason: 'SECURITY_TOKEN_INVALID',
    controlPlaneName: 'UnrecognizedClientException',
    message: 'The security token included in the request is invalid.',
  },
  MISMATCH: {
    reason: 'SECURITY_TOKEN_SIGNATURE_MISMATCH',
    controlPlaneName: 'InvalidSignatureException',
    message:
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
  },
  EXPIRED: {
    reason: 'SECURITY_TOKEN_EXPIRED',
    controlPlaneName: 'ExpiredTokenException',
    message: 'The security token included in the request is expired',
  },
} as const

/** 403 under the name of the plane: `ForbiddenException` on the data planes, the specific one on the control plane (API-075). */
export function signatureError(refusal: Refusal, service: ServiceId): ServiceError {
  return new ServiceError(service === 'iot' ? refusal.controlPlaneName : 'ForbiddenException', refusal.message, { status: 403 })
}
