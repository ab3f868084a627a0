import type { Encoder } from 'cbor-x'
import { withDefiniteStrings } from './definite-strings.js'

export type Format = 'json' | 'cbor'

/** Payloads of one format (PRV-609). */
export interface Encoding {
  /** The request's members; `{}` for an empty payload, undefined for what is not one map (PRV-605). */
  read(payload: Buffer): Readonly<Record<string, unknown>> | undefined
  write(value: object): string | Uint8Array
}

const json: Encoding = {
  read: (payload) => {
    if (payload.length === 0) return {}
    try {
      return membersOf(JSON.parse(payload.toString('utf8')))
    } catch {
      return undefined
    }
  },
  write: (value) => JSON.stringify(value),
}

/** The encoding of a topic's last part. The CBOR codec is loaded with the first request that needs it. */
export function createEncodings(): (format: Format) => Encoding | Promise<Encoding> {
  let cbor: Promise<Encoding> | undefined
  return (format) => (format === 'json' ? json : (cbor ??= loadCbor()))
}

async function loadCbor(): Promise<Encoding> {
  const { Encoder: CborEncoder } = await import('cbor-x')
  // Plain maps with heads of minimal size and definite length: records are an extension that devices do not know.
  const codec: Encoder = new CborEncoder({ useRecords: false, mapsAsObjects: true, variableMapSize: true, tagUint8Array: false })
  return {
    read: (payload) => {
      if (payload.length === 0) return {}
      try {
        return membersOf(codec.decode(withDefiniteStrings(payload)))
      } catch {
        return undefined
      }
    },
    write: (value) => codec.encode(value),
  }
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof Uint8Array || value instanceof Date)
    return undefined
  if (value instanceof Map) return undefined
  return { ...value }
}
