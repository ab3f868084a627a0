import { type Arns, parseArn, validationFailed } from '@iot-core-local/core'

/** Where a command goes: a thing of the registry, or an MQTT client by its id (CMD-002). */
export interface CommandTarget {
  readonly kind: 'thing' | 'client'
  readonly id: string
}

const THING_NAME = /^[a-zA-Z0-9:_-]{1,128}$/
/** A client id becomes one level of a topic. */
const CLIENT_ID = /^[^/+#\p{C}]{1,128}$/u

/** @throws ValidationException when it is no ARN of a thing or a client of this account and Region (CMD-002) */
export function readTargetArn(arns: Arns, targetArn: string): CommandTarget {
  const { resourceType, resourceId = '' } = parseArn(targetArn) ?? {}
  if (resourceType === 'thing' && THING_NAME.test(resourceId) && arns.thing(resourceId) === targetArn)
    return { kind: 'thing', id: resourceId }
  if (resourceType === 'client' && CLIENT_ID.test(resourceId) && arns.client(resourceId) === targetArn)
    return { kind: 'client', id: resourceId }
  throw validationFailed(`targetArn must be the ARN of a thing or of a client of this account and Region: ${targetArn}`)
}

export function targetArn(arns: Arns, target: CommandTarget): string {
  return target.kind === 'thing' ? arns.thing(target.id) : arns.client(target.id)
}

/** `$aws/commands/things/lamp/executions/<executionId>` (CMD-003). */
export function executionTopic(target: CommandTarget, executionId: string): string {
  return `$aws/commands/${target.kind}s/${target.id}/executions/${executionId}`
}
