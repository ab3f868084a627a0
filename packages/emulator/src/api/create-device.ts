import type { Arns } from '@iot-core-local/core'
import { DEVICE_POLICY_NAME, devicePolicyDocument } from './device-policy.js'
import type { DeviceOperations } from './device-operations.js'
import { type Device, deviceOf } from './device.js'

export interface DeviceOptions {
  /** The thing's attributes. */
  readonly attributes?: Readonly<Record<string, string>>
  /** Static groups to put it into; made when missing. */
  readonly groups?: readonly string[]
  /** The device's policy: a document as an object or as text. Default: its own topics, shadow and jobs (policy `iot-core-local-device`). */
  readonly policy?: object | string
}

/** Where a device connects to. */
export interface Connectable {
  readonly host: string
  readonly mqttsPort: number
  readonly tlsPort: number
  readonly caPem: string
}

export interface DeviceMaker {
  readonly operations: DeviceOperations
  readonly arns: Arns
  readonly connectable: Connectable
}

/**
 * Makes a thing, an active certificate and a policy, and ties them together.
 * @throws what the operations of the same names throw: ResourceAlreadyExistsException, MalformedPolicyException ...
 */
export async function createDevice(maker: DeviceMaker, thingName: string, options: DeviceOptions = {}): Promise<Device> {
  const { operations } = maker
  const attributes = options.attributes === undefined ? {} : { attributePayload: { attributes: { ...options.attributes } } }
  const { thingArn } = await operations.createThing({ thingName, ...attributes })
  const { certificateId, certificateArn, certificatePem, keyPair } = await operations.createKeysAndCertificate({ setAsActive: true })
  if (certificateId === undefined || certificateArn === undefined || certificatePem === undefined || keyPair?.PrivateKey === undefined) {
    throw new Error(`CreateKeysAndCertificate for ${thingArn ?? thingName} answered without a certificate.`)
  }
  const policyName = await ensurePolicy(maker, thingName, options.policy)
  await operations.attachPolicy({ policyName, target: certificateArn })
  await operations.attachThingPrincipal({ thingName, principal: certificateArn })
  for (const thingGroupName of options.groups ?? []) {
    await unlessExisting(operations.createThingGroup({ thingGroupName }))
    await operations.addThingToThingGroup({ thingName, thingGroupName })
  }
  const certificate = { certificateId, certificateArn, certificatePem, privateKeyPem: keyPair.PrivateKey }
  return deviceOf({ thingName, clientId: thingName, ...certificate, ...maker.connectable })
}

async function ensurePolicy(maker: DeviceMaker, thingName: string, policy: object | string | undefined): Promise<string> {
  if (policy === undefined) {
    const policyDocument = devicePolicyDocument(maker.arns)
    await unlessExisting(maker.operations.createPolicy({ policyName: DEVICE_POLICY_NAME, policyDocument }))
    return DEVICE_POLICY_NAME
  }
  const policyName = `${thingName}-policy`
  await maker.operations.createPolicy({ policyName, policyDocument: typeof policy === 'string' ? policy : JSON.stringify(policy) })
  return policyName
}

/** Content when the resource is there already. */
async function unlessExisting(creation: Promise<unknown>): Promise<void> {
  try {
    await creation
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ResourceAlreadyExistsException') throw error
  }
}
