import { invalidRequest } from '@iot-core-local/core'
import { DeviceRefusal } from '../errors.js'
import type { StatusDetails } from '../model/job-execution.js'

/** The JSON object a device sent, read member by member; what the API model forbids is refused (JOB-428, JOB-429). */
export class RequestMembers {
  readonly #members: Readonly<Record<string, unknown>>

  constructor(members: Readonly<Record<string, unknown>>) {
    this.#members = members
  }

  /** Echoed in every answer (JOB-404); undefined when there is none. */
  get clientToken(): string | undefined {
    const token = this.#members['clientToken']
    return typeof token === 'string' ? token : undefined
  }

  /** @throws InvalidRequestException when the member is missing or no text. */
  requiredText(name: string): string {
    const value = this.#value(name)
    if (value === undefined) {
      throw invalidRequest(`1 validation error detected: Value null at '${name}' failed to satisfy constraint: Member must not be null`)
    }
    if (typeof value !== 'string') throw wrongType(name, 'a string')
    return value
  }

  /** A whole number; text of digits counts as one (JOB-407). */
  integer(name: string): number | undefined {
    const value = this.#value(name)
    if (value === undefined) return undefined
    const number = typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value
    if (typeof number !== 'number' || !Number.isSafeInteger(number)) throw wrongType(name, 'a whole number')
    return number
  }

  flag(name: string): boolean | undefined {
    const value = this.#value(name)
    if (value === undefined || typeof value === 'boolean') return value
    throw wrongType(name, 'a boolean')
  }

  details(name: string): StatusDetails | undefined {
    const value = this.#value(name)
    if (value === undefined) return undefined
    if (!isObject(value)) throw wrongType(name, 'an object')
    const details: Record<string, string> = {}
    for (const [key, text] of Object.entries(value)) {
      if (typeof text !== 'string') throw wrongType(`${name}.${key}`, 'a string')
      Object.defineProperty(details, key, { value: text, enumerable: true })
    }
    return details
  }

  /** JSON null is as good as absent. */
  #value(name: string): unknown {
    return Object.hasOwn(this.#members, name) ? (this.#members[name] ?? undefined) : undefined
  }
}

/** Reads a payload; an empty one is an empty object (JOB-408). @throws DeviceRefusal InvalidJson */
export function readRequest(payload: Buffer): RequestMembers {
  if (payload.length === 0) return new RequestMembers({})
  const value = parse(payload)
  if (!isObject(value)) {
    throw new DeviceRefusal('InvalidRequestException', 'InvalidJson', 'The payload is not a JSON object in UTF-8.', 400)
  }
  return new RequestMembers(value)
}

const UTF8 = new TextDecoder('utf-8', { fatal: true })

function parse(payload: Buffer): unknown {
  try {
    return JSON.parse(UTF8.decode(payload))
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function wrongType(name: string, wanted: string): Error {
  return invalidRequest(`1 validation error detected: Value at '${name}' failed to satisfy constraint: Member must be ${wanted}`)
}
