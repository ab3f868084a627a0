import { type Arns, invalidRequest, parseArn } from '@iot-core-local/core'

/** How a call names a resource. */
export interface NameOrArn {
  readonly name: string | undefined
  readonly arn: string | undefined
  readonly resourceType: 'thing' | 'thinggroup' | 'billinggroup'
  /** What AWS says when neither is given. */
  readonly missing: string
}

/** The name of a resource that a call gives by name, by ARN, or both (REG-239, REG-313). @throws InvalidRequestException when neither, malformed or contradictory. */
export function resolveName(arns: Arns, { name, arn, resourceType, missing }: NameOrArn): string {
  if (arn === undefined || arn === '') {
    if (name === undefined || name === '') throw invalidRequest(missing)
    return name
  }
  const parsed = parseArn(arn)
  if (parsed?.resourceType !== resourceType || parsed.resourceId === '' || arn !== arns.iot(`${resourceType}/${parsed.resourceId}`)) {
    throw invalidRequest(`${arn} is not the ARN of a ${resourceType} of this account and Region.`)
  }
  if (name !== undefined && name !== '' && name !== parsed.resourceId) {
    throw invalidRequest(`The name ${name} and the ARN ${arn} name different resources.`)
  }
  return parsed.resourceId
}
