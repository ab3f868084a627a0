import { invalidRequest } from '@iot-core-local/core'
import {
  MAX_ATTRIBUTES_PER_GROUP,
  MAX_ATTRIBUTES_TYPED_THING,
  MAX_ATTRIBUTES_UNTYPED_THING,
  MAX_THING_ATTRIBUTES_BYTES,
} from '../limits.js'

/** Attributes of a thing or a group, in order of their names. */
export type Attributes = Readonly<Record<string, string>>

/** `attributePayload` as calls give it. */
export interface AttributePayloadInput {
  readonly attributes?: Readonly<Record<string, string>> | undefined
  readonly merge?: boolean | undefined
}

/**
 * The attributes after an update (REG-107): no attributes given leaves them alone, `merge` adds to them, else they are replaced;
 * an empty value removes the attribute in either case. A creation starts from none, so `merge` has no effect there (REG-105).
 */
export function applyAttributes(current: Attributes, payload: AttributePayloadInput | undefined): Attributes {
  if (payload?.attributes === undefined) return current
  const merged = new Map(payload.merge === true ? Object.entries(current) : [])
  for (const [name, value] of Object.entries(payload.attributes)) {
    if (value === '') merged.delete(name)
    else merged.set(name, value)
  }
  // fromEntries makes own members of every name, `__proto__` included, which the pattern of attribute names allows.
  return Object.fromEntries([...merged].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Whether both hold the same names with the same values; both are in order of names. */
export function haveSameAttributes(a: Attributes, b: Attributes): boolean {
  return JSON.stringify(Object.entries(a)) === JSON.stringify(Object.entries(b))
}

/** @throws InvalidRequestException beyond 3 attributes without a type, 50 with one, or 47 kilobytes (REG-104). */
export function checkThingAttributes(attributes: Attributes, thingTypeName: string | undefined): void {
  const entries = Object.entries(attributes)
  const max = thingTypeName === undefined ? MAX_ATTRIBUTES_UNTYPED_THING : MAX_ATTRIBUTES_TYPED_THING
  if (entries.length > max) {
    const kind = thingTypeName === undefined ? 'without a thing type' : 'with a thing type'
    throw invalidRequest(`A thing ${kind} can have at most ${String(max)} attributes; ${String(entries.length)} were given.`)
  }
  const bytes = entries.reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value), 0)
  if (bytes > MAX_THING_ATTRIBUTES_BYTES) {
    throw invalidRequest(
      `The attributes of a thing can take at most ${String(MAX_THING_ATTRIBUTES_BYTES)} bytes; these take ${String(bytes)}.`,
    )
  }
}

/** @throws InvalidRequestException beyond 50 attributes (REG-232). */
export function checkGroupAttributes(attributes: Attributes): void {
  const count = Object.keys(attributes).length
  if (count > MAX_ATTRIBUTES_PER_GROUP) {
    throw invalidRequest(`A thing group can have at most ${String(MAX_ATTRIBUTES_PER_GROUP)} attributes; ${String(count)} were given.`)
  }
}
