import { invalidRequest, parseArn } from '@iot-core-local/core'

/** A principal that can be attached to things (REG-200). */
export type ThingPrincipal =
  { readonly kind: 'certificate'; readonly arn: string } | { readonly kind: 'cognitoIdentity'; readonly id: string }

const COGNITO_IDENTITY = /^[\w-]+:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** What a `principal` member names: a certificate by ARN or an Amazon Cognito identity (REG-200). @throws InvalidRequestException when it is neither. */
export function parseThingPrincipal(text: string): ThingPrincipal {
  if (COGNITO_IDENTITY.test(text)) return { kind: 'cognitoIdentity', id: text }
  const arn = parseArn(text)
  if (arn?.service === 'iot' && arn.resourceType === 'cert' && arn.resourceId !== '') return { kind: 'certificate', arn: text }
  throw invalidRequest('The principal must be the ARN of a certificate or an Amazon Cognito identity id.')
}
