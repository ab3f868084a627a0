import type { ShapeModel } from '@iot-core-local/core'
import { serializationError } from './serialization-error.js'

/** Reads a path, query or header member (API-030). An empty text stands for an absent one where the member is not a string. */
export type ScalarDecoder = (text: string, name: string) => unknown

export function scalarDecoder(shape: ShapeModel): ScalarDecoder {
  switch (shape.type) {
    case 'boolean':
      return decodeBoolean
    case 'integer':
    case 'long':
      return decodeInteger
    case 'timestamp':
      return decodeTimestamp
    case 'string':
      return (text) => text
    case 'double':
    case 'float':
    case 'blob':
    case 'list':
    case 'map':
    case 'structure':
      throw new Error(`A member of type ${shape.type} cannot travel in a path, query or header.`)
  }
}

/** The guide writes `TRUE` (API-030). */
function decodeBoolean(text: string, name: string): boolean | undefined {
  switch (text.toLowerCase()) {
    case '':
      return undefined
    case 'true':
      return true
    case 'false':
      return false
    default:
      throw serializationError(`${name} must be true or false, not '${text}'.`)
  }
}

function decodeInteger(text: string, name: string): number | undefined {
  if (text === '') return undefined
  const value = Number(text)
  if (!/^[+-]?\d+$/.test(text) || !Number.isSafeInteger(value)) throw serializationError(`${name} must be an integer, not '${text}'.`)
  return value
}

function decodeTimestamp(text: string, name: string): Date | undefined {
  if (text === '') return undefined
  const date = parseTimestamp(text)
  if (date === undefined) throw serializationError(`${name} must be an ISO 8601 timestamp, not '${text}'.`)
  return date
}

/** ISO 8601 with a date at least, or seconds since the epoch. */
export function parseTimestamp(text: string): Date | undefined {
  if (/^-?\d+(\.\d+)?$/.test(text)) return dateOfSeconds(Number(text))
  if (!/^\d{4}-\d\d-\d\d/.test(text)) return undefined
  const epochMs = Date.parse(text)
  return Number.isNaN(epochMs) ? undefined : new Date(epochMs)
}

/** Undefined when no date can hold it. */
export function dateOfSeconds(seconds: number): Date | undefined {
  const date = new Date(Math.round(seconds * 1000))
  return Number.isNaN(date.getTime()) ? undefined : date
}
