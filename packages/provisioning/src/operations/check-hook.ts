import { invalidRequest, parseArn } from '@iot-core-local/core'

export interface Hook {
  readonly targetArn: string
  readonly payloadVersion: string
}

/** The only version there is (PRV-630). */
const PAYLOAD_VERSION = '2020-04-01'

/** PRV-512: a Lambda function, or the URL of a local HTTP endpoint that stands for one. @throws InvalidRequestException */
export function checkHook(
  hook: { readonly targetArn: string; readonly payloadVersion?: string | undefined },
  type: 'FLEET_PROVISIONING' | 'JITP',
): Hook {
  if (type === 'JITP') throw invalidRequest('preProvisioningHook is for templates of the type FLEET_PROVISIONING only.')
  checkFunction(hook.targetArn, 'preProvisioningHook.targetArn')
  const payloadVersion = hook.payloadVersion ?? PAYLOAD_VERSION
  if (payloadVersion !== PAYLOAD_VERSION) throw invalidRequest(`preProvisioningHook.payloadVersion must be ${PAYLOAD_VERSION}.`)
  return { targetArn: hook.targetArn, payloadVersion }
}

/** @throws InvalidRequestException */
export function checkFunction(target: string, name: string): void {
  if (/^https?:\/\/\S+$/.test(target)) return
  const arn = parseArn(target)
  if (arn?.service !== 'lambda' || !arn.resource.startsWith('function:')) {
    throw invalidRequest(`${name} must be the ARN of a Lambda function, or an http(s) URL that answers in its place.`)
  }
}
