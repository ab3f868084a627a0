import type { ServiceModel } from '@iot-core-local/core'

export interface EncodedOutput {
  readonly status: number
  /** Empty where the operation has no output. */
  readonly body: string | Uint8Array
}

export type OutputEncoder = (output: unknown, requestId: string) => EncodedOutput

type JsonEncoder = (value: unknown) => unknown

/** Compiles how outputs of one shape are written. Members that the model does not know, such as `$metadata`, stay behind. */
export function compileOutput(model: ServiceModel, operationName: string, shapeName: string | undefined): OutputEncoder {
  // The model declares no output, and the service answers with one all the same (BRK-302).
  if (operationName === 'Publish') {
    return (_output, requestId) => ({ status: 200, body: JSON.stringify({ message: 'OK', traceId: requestId }) })
  }
  if (shapeName === undefined) return () => ({ status: 200, body: '' })
  const shape = model.shapes[shapeName]
  if (shape?.type !== 'structure') throw new Error(`${shapeName} is not a structure.`)
  const { payload } = shape
  if (payload !== undefined) return (output) => ({ status: 200, body: bytesOf(memberOf(output, payload)) })
  const statusMember = Object.entries(shape.members).find(([, member]) => member.location === 'statusCode')?.[0]
  const encode = encoderOf(model, shapeName)
  return (output) => {
    const status = statusMember === undefined ? undefined : memberOf(output, statusMember)
    if (status === 204) return { status, body: '' }
    return { status: typeof status === 'number' ? status : 200, body: JSON.stringify(encode(output ?? {})) }
  }
}

const encodersOfModel = new WeakMap<ServiceModel, Map<string, JsonEncoder>>()

function encoderOf(model: ServiceModel, shapeName: string): JsonEncoder {
  const encoders = encodersOfModel.get(model) ?? new Map<string, JsonEncoder>()
  encodersOfModel.set(model, encoders)
  const known = encoders.get(shapeName)
  if (known !== undefined) return known
  const encoder = compile(model, shapeName)
  encoders.set(shapeName, encoder)
  return encoder
}

function compile(model: ServiceModel, shapeName: string): JsonEncoder {
  const shape = model.shapes[shapeName]
  switch (shape?.type) {
    case undefined:
      throw new Error(`The model has no shape ${shapeName}.`)
    case 'structure':
      return structureEncoder(
        model,
        Object.entries(shape.members)
          .filter(([, member]) => member.location === undefined)
          .map(([name, member]) => [name, member.shape]),
      )
    case 'list':
      return (value) => (Array.isArray(value) ? value.map((item: unknown) => encoderOf(model, shape.member)(item)) : value)
    case 'map':
      return (value) => {
        if (!isRecord(value)) return value
        const present = Object.entries(value).filter(([, item]) => item !== undefined)
        return Object.fromEntries(present.map(([key, item]) => [key, encoderOf(model, shape.value)(item)]))
      }
    case 'timestamp':
      return encodeTimestamp
    case 'blob':
      return encodeBlob
    case 'string':
    case 'integer':
    case 'long':
    case 'double':
    case 'float':
    case 'boolean':
      return (value) => value
  }
}

function structureEncoder(model: ServiceModel, members: readonly (readonly [string, string])[]): JsonEncoder {
  return (value) => {
    if (!isRecord(value)) return value
    const encoded: Record<string, unknown> = {}
    for (const [name, shape] of members) {
      const member = value[name]
      if (member !== undefined) encoded[name] = encoderOf(model, shape)(member)
    }
    return encoded
  }
}

/** Seconds since the epoch with milliseconds as fraction (API-035). */
function encodeTimestamp(value: unknown): unknown {
  return value instanceof Date ? value.getTime() / 1000 : value
}

function encodeBlob(value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64') : value
}

function bytesOf(value: unknown): string | Uint8Array {
  return typeof value === 'string' || value instanceof Uint8Array ? value : ''
}

function memberOf(value: unknown, name: string): unknown {
  return isRecord(value) ? value[name] : undefined
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
