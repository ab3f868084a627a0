import type { Call, Service, ServiceId } from '@iot-core-local/core'
import type { GatewayAccount } from './ports.js'

/** An operation as the edge calls it: what it passes has been decoded and validated against the operation's own input shape. */
export type AnyHandler = (input: Readonly<Record<string, unknown>>, call: Call) => unknown

/** `iot/CreateThing` to its handler. */
export type OperationTable = ReadonlyMap<string, AnyHandler>

const tables = new WeakMap<GatewayAccount, OperationTable>()

/** The operations of all services of an account, merged once. @throws Error when two services claim the same operation. */
export function operationTable(account: GatewayAccount): OperationTable {
  const known = tables.get(account)
  if (known !== undefined) return known
  const table = merge(account.services)
  tables.set(account, table)
  return table
}

export function operationKey(service: ServiceId, name: string): string {
  return `${service}/${name}`
}

function merge(services: readonly Service[]): OperationTable {
  const table = new Map<string, AnyHandler>()
  const owners = new Map<string, string>()
  for (const service of services) {
    const handlersByService: Readonly<Record<string, object | undefined>> = { ...service.operations }
    for (const [id, handlers] of Object.entries(handlersByService)) {
      for (const [name, handler] of Object.entries(handlers ?? {})) {
        if (!isHandler(handler)) continue
        const key = `${id}/${name}`
        const owner = owners.get(key)
        if (owner !== undefined) throw new Error(`${key} is claimed by ${owner} and by ${service.name}.`)
        owners.set(key, service.name)
        table.set(key, handler)
      }
    }
  }
  return table
}

function isHandler(value: unknown): value is AnyHandler {
  return typeof value === 'function'
}
