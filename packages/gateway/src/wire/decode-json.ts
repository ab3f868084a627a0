import type { ServiceModel } from '@iot-core-local/core'
import { dateOfSeconds, parseTimestamp } from './decode-scalar.js'
import { serializationError } from './serialization-error.js'

/*
 * JSON values to the SDK's input types: `Date` for timestamps, bytes for blobs. `null` is the same as absent, members that the model
 * does not know are left out (API-036).
 */

export type JsonDecoder = (value: unknown, path: string) => unknown

/** The decoders of one service, made when first asked for. */
export class JsonDecoders {
  readonly #model: ServiceModel
  readonly #decoders = new Map<string, JsonDecoder>()

  constructor(model: ServiceModel) {
    this.#model = model
  }

  of(shapeName: string): JsonDecoder {
    const known = this.#decoders.get(shapeName)
    if (known !== undefined) return known
    const decoder = this.#compile(shapeName)
    this.#decoders.set(shapeName, decoder)
    return decoder
  }

  #compile(shapeName: string): JsonDecoder {
    const shape = this.#model.shapes[shapeName]
    switch (shape?.type) {
      case undefined:
        throw new Error(`The model of ${this.#model.service} has no shape ${shapeName}.`)
      case 'structure':
        return this.#structure(Object.entries(shape.members).map(([name, member]) => [name, member.shape]))
      case 'list':
        return this.#list(shape.member)
      case 'map':
        return this.#map(shape.value)
      case 'string':
        return decodeString
      case 'integer':
        return decodeInteger32
      case 'long':
        return decodeLong
      case 'double':
      case 'float':
        return decodeDouble
      case 'boolean':
        return decodeBoolean
      case 'timestamp':
        return decodeTimestamp
      case 'blob':
        return decodeBlob
    }
  }

  #structure(members: readonly (readonly [name: string, shape: string])[]): JsonDecoder {
    return (value, path) => {
      const source = objectOf(value, path)
      const decoded: Record<string, unknown> = {}
      for (const [name, shape] of members) {
        const member: unknown = Object.hasOwn(source, name) ? source[name] : undefined
        if (member !== undefined && member !== null) decoded[name] = this.of(shape)(member, below(path, name))
      }
      return decoded
    }
  }

  #list(shape: string): JsonDecoder {
    return (value, path) => {
      if (!Array.isArray(value)) throw wrongType(value, 'a list', path)
      const decode = this.of(shape)
      return value.map((item: unknown, index) => (item === null ? undefined : decode(item, below(path, String(index + 1)))))
    }
  }

  #map(shape: string): JsonDecoder {
    return (value, path) => {
      const decode = this.of(shape)
      const present = Object.entries(objectOf(value, path)).filter(([, item]) => item !== null)
      return Object.fromEntries(present.map(([key, item]) => [key, decode(item, below(path, key))]))
    }
  }
}

function objectOf(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (!isObject(value)) throw wrongType(value, 'an object', path)
  return value
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function decodeString(value: unknown, path: string): string {
  if (typeof value !== 'string') throw wrongType(value, 'a string', path)
  return value
}

function decodeInteger32(value: unknown, path: string): number {
  const integer = decodeLong(value, path)
  if (integer < -(2 ** 31) || integer >= 2 ** 31) throw serializationError(`${path} must fit in 32 bits.`)
  return integer
}

function decodeLong(value: unknown, path: string): number {
  if (typeof value !== 'number' || !Number.isInteger(value)) throw wrongType(value, 'an integer', path)
  return value
}

/** The protocol writes the three values that JSON has no number for as strings. */
function decodeDouble(value: unknown, path: string): number {
  if (typeof value === 'number') return value
  if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return Number(value)
  throw wrongType(value, 'a number', path)
}

function decodeBoolean(value: unknown, path: string): boolean {
  if (typeof value !== 'boolean') throw wrongType(value, 'true or false', path)
  return value
}

/** Seconds since the epoch, with fraction; ISO 8601 text too (API-035). */
function decodeTimestamp(value: unknown, path: string): Date {
  const date = typeof value === 'number' ? dateOfSeconds(value) : typeof value === 'string' ? parseTimestamp(value) : undefined
  if (date === undefined) throw wrongType(value, 'a timestamp', path)
  return date
}

function decodeBlob(value: unknown, path: string): Uint8Array {
  if (typeof value !== 'string' || !/^[A-Za-z0-9+/]*={0,2}$/.test(value)) throw wrongType(value, 'a base64 string', path)
  return Buffer.from(value, 'base64')
}

function wrongType(value: unknown, expected: string, path: string): Error {
  const found = Array.isArray(value) ? 'a list' : value === null ? 'null' : `a value of type ${typeof value}`
  return serializationError(`${path === '' ? 'The body' : path} must be ${expected}, not ${found}.`)
}

function below(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`
}
