import type { DecisionFilter, DecisionRecord } from '@iot-core-local/core'
import type { LocalFunction } from '@iot-core-local/rules'
import type { Account } from '../account/account.js'
import type { AccountHost } from '../account/account-host.js'
import type { AccountKey } from '../host/data-directory.js'
import { type Connectable, createDevice, type DeviceOptions } from './create-device.js'
import { deviceOperationsOf } from './device-operations.js'
import type { Device } from './device.js'
import { createFactory, type Factory, type FactoryOptions, factoryOperationsOf } from './factory.js'
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
  /**
   * A device maker's own CA, registered with the account, that makes device certificates and signing requests by the thousand.
   * @throws ServiceError as RegisterCACertificate, such as for a template that cannot be used just in time
   * @example const [device] = await (await iot.factory({ ca: 'ec', templateName: 'just-in-time' })).devices(1)
   */
  factory(options?: FactoryOptions): Promise<Factory>
  readonly waitFor: WaitFor
  /** Makes a function of this program what the lambda action invokes under that function name or ARN. */
  registerFunction(nameOrArn: string, fn: LocalFunction): void
  /**
   * Makes a content of this program the object that the API finds under that bucket and key, such as the input file of a bulk registration task.
   * It is the program's, not the account's: it outlives a reset.
   */
  registerObject(bucket: string, key: string, content: string | Uint8Array): void
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

/** A handle looks its account up at each use: a reset replaces the account behind it. */
export function accountHandle(accounts: AccountHost, key: Partial<AccountKey>, context: HandleContext): AccountHandle {
  const account = (): Account => accounts.get(key)
  const { accountId, region } = account()
  return {
    accountId,
    region,
    clientConfig: () => ({
      endpoint: context.httpEndpoint,
      region,
      credentials: context.credentials ?? { accessKeyId: accountId, secretAccessKey: 'any' },
    }),
    createDevice: (thingName, options) => {
      const maker = { operations: deviceOperationsOf(account()), arns: account().context.arns, connectable: context.connectable }
      return createDevice(maker, thingName, options)
    },
    factory: (options) => {
      const { ids, timers } = account().context
      const operations = factoryOperationsOf(account())
      return createFactory({ operations, ids, nowMs: timers.now(), connectable: context.connectable }, options)
    },
    waitFor: waitForOf(account),
    registerFunction: (nameOrArn, fn) => {
      accounts.registerFunction(account(), nameOrArn, fn)
    },
    registerObject: (bucket, key, content) => {
      accounts.registerObject(account(), bucket, key, Buffer.from(content))
    },
    decisions: (filter) => account().decisions.find(filter),
    publish: (topic, payload) => account().broker.publisher.publish({ topic, payload }),
  }
}
