import { type Arns, invalidRequest, parseArn } from '@iot-core-local/core'

/** What a job is for: a thing or a thing group. */
export interface Target {
  readonly kind: 'thing' | 'thinggroup'
  readonly name: string
}

/** Reads a target ARN. @throws InvalidRequestException for anything but a thing or thing group of this account and Region (JOB-111). */
export function parseTarget(arn: string, arns: Arns): Target {
  const parsed = parseArn(arn)
  const name = parsed?.resourceId ?? ''
  const kind = parsed?.resourceType
  if (
    parsed?.service !== 'iot' ||
    parsed.partition !== arns.partition ||
    parsed.region !== arns.region ||
    parsed.accountId !== arns.accountId ||
    (kind !== 'thing' && kind !== 'thinggroup') ||
    !/^[a-zA-Z0-9:_-]{1,128}$/.test(name)
  ) {
    throw invalidRequest(`Invalid target ARN: ${arn}. A target is a thing or a thing group of this account and Region.`)
  }
  return { kind, name }
}

export function targetArn(target: Target, arns: Arns): string {
  return target.kind === 'thing' ? arns.thing(target.name) : arns.thingGroup(target.name)
}
