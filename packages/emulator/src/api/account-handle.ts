import type { DecisionFilter, DecisionRecord } from '@iot-core-local/core'
import type { LocalFunction } from '@iot-core-local/rules'
import type { Account } from '../account/account.js'
import { type Connectable, createDevice, type DeviceOptions } from './create-device.js'
import { deviceOperationsOf } from './device-operations.js'
import type { Device } from './device.js'
import { type WaitFor, waitForOf } from './wait-for.js'

/** What the constructor of any AWS SDK v3 client for IoT takes. */
export interface ClientConfig {
  readonly endpoint: string
  readonly region: string
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }
}

/** One account in one Region, for tests and host programs. */
export interface AccountHandle {
  readonly accountId: string
  readonly region: string
  /** Spread into `new IoTClient(...)`, `new IoTDataPlaneClient(...)` or `new IoTJobsDataPlaneClient(...)`. */
  clientConfig(): ClientConfig
  /** A thing with an active certificate and a policy, ready to connect. @throws ServiceError as the AWS operations it is made of. */
  createDevice(thingName: string, options?: DeviceOptions): Promise<Device>
  readonly waitFor: WaitFor
  /** Makes a function of this program what the lambda action invokes under that function name or ARN. */
  registerFunction(nameOrArn: string, fn: LocalFunction): void
  /** What was decided and why, oldest first. */
  decisions(filter?: DecisionFilter): readonly DecisionRecord[]
  /** Publishes a message as the account itself, past policies. Resolves when subscribers' connections have it. */
  publish(topic: string, payload: string | Uint8Array): Promise<void>
}

export interface HandleContext {
  readonly httpEndpoint: string
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined
  readonly connectable: Connectable
}

/** @param account looked up at each use: a reset replaces the account behind the handle. */
export function accountHandle(account: () => Account, context: HandleContext): AccountHandle {
  const { accountId, region } = account()
  // Functions are the host program's, not the account's data: they outlive a reset.
  const functions = new Map<string, LocalFunction>()
  let equipped: Account | undefined
  const current = (): Account => {
    const now = account()
    if (now !== equipped) for (const [name, fn] of functions) now.functions.register(name, fn)
    equipped = now
    return now
  }
  return {
    accountId,
    region,
    clientConfig: () => ({
      endpoint: context.httpEndpoint,
      region,
      credentials: context.credentials ?? { accessKeyId: accountId, secretAccessKey: 'any' },
    }),
    createDevice: (thingName, options) => {
      const {
        context: { arns },
      } = current()
      return createDevice({ operations: deviceOperationsOf(current()), arns, connectable: context.connectable }, thingName, options)
    },
    waitFor: waitForOf(current),
    registerFunction: (nameOrArn, fn) => {
      functions.set(nameOrArn, fn)
      current().functions.register(nameOrArn, fn)
    },
    decisions: (filter) => current().decisions.find(filter),
    publish: (topic, payload) => current().broker.publisher.publish({ topic, payload }),
  }
}
