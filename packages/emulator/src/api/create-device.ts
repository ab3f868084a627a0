import type { Arns } from '@iot-core-local/core'
import { DEVICE_POLICY_NAME, devicePolicyDocument } from './device-policy.js'
import type { DeviceOperations } from './device-operations.js'
import { type Device, deviceOf } from './device.js'

export interface DeviceOptions {
  /** The thing's attributes. */
  readonly attributes?: Readonly<Record<string, string>>
  /** Static groups to put it into; made when missing. */
  readonly groups?: readonly string[]
  /** The device's policy: a document as an object or as text. Default: its own topics, shadow, jobs and commands (policy `iot-core-local-device`). */
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
 * Makes a thing, an active certificate and a policy, and ties them together. When a step fails, what the earlier ones made is removed again.
 * @throws what the operations of the same names throw: ResourceAlreadyExistsException, MalformedPolicyException ...
 */
export async function createDevice(maker: DeviceMaker, thingName: string, options: DeviceOptions = {}): Promise<Device> {
  const undo: (() => Promise<unknown>)[] = []
  try {
    return await makeDevice(maker, thingName, options, undo)
  } catch (error) {
    for (const step of undo.reverse()) await step().catch(() => undefined)
    throw error
  }
}

async function makeDevice(
  { operations, arns, connectable }: DeviceMaker,
  thingName: string,
  options: DeviceOptions,
  undo: (() => Promise<unknown>)[],
): Promise<Device> {
  const attributes = options.attributes === undefined ? {} : { attributePayload: { attributes: { ...options.attributes } } }
  await operations.createThing({ thingName, ...attributes })
  undo.push(() => operations.deleteThing({ thingName }))

  const policyName = options.policy === undefined ? DEVICE_POLICY_NAME : `${thingName}-policy`
  if (options.policy === undefined) {
    await unlessExisting(operations.createPolicy({ policyName, policyDocument: devicePolicyDocument(arns) }))
  } else {
    await operations.createPolicy({ policyName, policyDocument: textOf(options.policy) })
    undo.push(() => operations.deletePolicy({ policyName }))
  }

  const { certificateId, certificateArn, certificatePem, keyPair } = await operations.createKeysAndCertificate({ setAsActive: true })
  if (certificateId === undefined || certificateArn === undefined || certificatePem === undefined || keyPair?.PrivateKey === undefined) {
    throw new Error('CreateKeysAndCertificate answered without a certificate.')
  }
  undo.push(
    () => operations.deleteCertificate({ certificateId, forceDelete: true }),
    () => operations.updateCertificate({ certificateId, newStatus: 'INACTIVE' }),
  )
  await operations.attachPolicy({ policyName, target: certificateArn })
  undo.push(() => operations.detachPolicy({ policyName, target: certificateArn }))
  await operations.attachThingPrincipal({ thingName, principal: certificateArn })
  undo.push(() => operations.detachThingPrincipal({ thingName, principal: certificateArn }))
  for (const thingGroupName of new Set(options.groups)) {
    await unlessExisting(operations.createThingGroup({ thingGroupName }))
    await operations.addThingToThingGroup({ thingName, thingGroupName })
  }
  const certificate = { certificateId, certificateArn, certificatePem, privateKeyPem: keyPair.PrivateKey }
  return deviceOf({ thingName, clientId: thingName, ...certificate, ...connectable })
}

function textOf(policy: object | string): string {
  return typeof policy === 'string' ? policy : JSON.stringify(policy)
}

/** Content when the resource is there already. */
async function unlessExisting(creation: Promise<unknown>): Promise<void> {
  try {
    await creation
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ResourceAlreadyExistsException') throw error
  }
}
