import type { IotDataHandlers } from '@iot-core-local/core'

type GetThingShadow = NonNullable<IotDataHandlers['GetThingShadow']>

/** A payload of an answer as the SDK types it: bytes that callers in process may also read as text. */
export type JsonBlob = NonNullable<Awaited<ReturnType<GetThingShadow>>['payload']>

export function jsonBlob(json: string): JsonBlob {
  const bytes = Buffer.from(json, 'utf8')
  const transformToString = (encoding?: string): string => (encoding === 'base64' ? bytes.toString('base64') : json)
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- the SDK is here for its types only, and the class adds just this method
  return Object.assign(bytes, { transformToString })
}

/** The bytes of a payload in a request: the gateway hands over bytes, callers in process may give text. @throws TypeError for anything else. */
export function payloadBytes(payload: unknown): Uint8Array {
  if (payload instanceof Uint8Array) return payload
  if (typeof payload === 'string') return Buffer.from(payload, 'utf8')
  throw new TypeError('A shadow payload is given as bytes or as text.')
}
