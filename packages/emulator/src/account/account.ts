import type { Broker, PublishedMessage } from '@iot-core-local/broker'
import type { AccountContext, Call, IotHandlers, Service } from '@iot-core-local/core'
import type { GatewayAccount } from '@iot-core-local/gateway'
import type { Registry } from '@iot-core-local/registry'
import type { LocalFunctionInvoker } from '@iot-core-local/rules'
import type { Security } from '@iot-core-local/security'

/** The handler of an operation as it is called from inside. */
type Handler<Handlers, Name extends keyof Handlers> = NonNullable<Handlers[Name]>

/** One AWS account in one Region: every service around one database and one broker. */
export interface Account extends GatewayAccount {
  readonly context: AccountContext
  readonly broker: Broker
  readonly security: Security
  readonly registry: Registry
  readonly functions: LocalFunctionInvoker
  /** The report of a bulk registration task that a link's token names; undefined when this account gave out no such link. */
  report(token: string): Iterable<string> | undefined
  /** How the host program itself calls operations. */
  readonly internalCall: Call
  /** Operations of the control plane, callable from inside. @throws ServiceError 501 when nobody covers the operation. */
  iot<Name extends keyof IotHandlers>(name: Name): Handler<IotHandlers, Name>
  /** Calls `listener` with every message that passes the broker. Returns what ends it. */
  onMessage(listener: (message: PublishedMessage) => void): () => void
  /** Ends connections and work, in reverse order of start, and closes the store. */
  close(): Promise<void>
}

/** The control-plane handlers of several services in one table; the packages never overlap. */
export function mergeOperations(services: readonly Service[]): IotHandlers {
  return Object.assign({}, ...services.map((service) => service.operations.iot)) as IotHandlers
}
