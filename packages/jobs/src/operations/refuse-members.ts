import { notImplemented } from '@iot-core-local/core'

/** Refuses members that nothing here acts on: they are never stored and ignored. An empty structure asks for nothing. @throws NotImplementedException */
export function refuseMembers(operation: string, members: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(members)) {
    if (value === undefined || (typeof value === 'object' && value !== null && Object.keys(value).length === 0)) continue
    throw notImplemented(`${name} of ${operation}`)
  }
}
