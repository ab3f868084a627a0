import { invalidRequest, isValidTopic, type MessageProperties } from '@iot-core-local/core'
import { responseTopicProblem } from '../engine/properties.js'
import { MAX_CONTENT_TYPE_BYTES, MAX_CORRELATION_DATA_BYTES, MAX_USER_PROPERTIES_BYTES } from '../limits.js'

/** The MQTT 5 members that Publish and SendDirectMessage share (BRK-301). */
export interface PropertyInput {
  readonly contentType?: string | undefined
  readonly responseTopic?: string | undefined
  /** Base64. */
  readonly correlationData?: string | undefined
  readonly payloadFormatIndicator?: string | undefined
  /** A JSON array of single-pair objects, or that in base64 as it stands in the header. */
  readonly userProperties?: unknown
  readonly messageExpiry?: number | undefined
}

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/

/** @throws InvalidRequestException when a member breaks a limit or cannot be read. */
export function propertiesOf(input: PropertyInput): MessageProperties | undefined {
  const properties: { -readonly [Key in keyof MessageProperties]: MessageProperties[Key] } = {}
  if (input.payloadFormatIndicator !== undefined) properties.payloadFormatIndicator = input.payloadFormatIndicator === 'UTF8_DATA'
  if (input.contentType !== undefined) {
    requireBytes('contentType', Buffer.byteLength(input.contentType), MAX_CONTENT_TYPE_BYTES)
    properties.contentType = input.contentType
  }
  if (input.responseTopic !== undefined) {
    const problem = isValidTopic(input.responseTopic)
      ? responseTopicProblem(input.responseTopic)?.explanation
      : 'The responseTopic is not a topic name.'
    if (problem !== undefined) throw invalidRequest(problem)
    properties.responseTopic = input.responseTopic
  }
  if (input.correlationData !== undefined) {
    if (!BASE64.test(input.correlationData)) throw invalidRequest('The correlationData is not base64.')
    properties.correlationData = Buffer.from(input.correlationData, 'base64')
    requireBytes('correlationData', properties.correlationData.length, MAX_CORRELATION_DATA_BYTES)
  }
  if (input.messageExpiry !== undefined && input.messageExpiry < 0) throw invalidRequest('The messageExpiry is negative.')
  // 0 is the model's "does not expire" (BRK-301).
  if (input.messageExpiry !== undefined && input.messageExpiry > 0)
    properties.messageExpiryIntervalSeconds = Math.min(input.messageExpiry, 604_800)
  if (input.userProperties !== undefined) properties.userProperties = userProperties(input.userProperties)
  return Object.keys(properties).length === 0 ? undefined : properties
}

function userProperties(input: unknown): Record<string, readonly string[]> {
  const list = typeof input === 'string' ? parse(input) : input
  if (!Array.isArray(list)) throw invalidRequest('The userProperties are not a JSON array.')
  const found = new Map<string, string[]>()
  let bytes = 0
  for (const entry of list as readonly unknown[]) {
    const pairs = typeof entry === 'object' && entry !== null ? Object.entries(entry as Record<string, unknown>) : []
    const [pair] = pairs
    if (pair === undefined || pairs.length !== 1 || typeof pair[1] !== 'string') {
      throw invalidRequest('Each entry of userProperties is an object with one member, whose value is a string.')
    }
    bytes += Buffer.byteLength(pair[0]) + Buffer.byteLength(pair[1])
    found.set(pair[0], [...(found.get(pair[0]) ?? []), pair[1]])
  }
  requireBytes('userProperties', bytes, MAX_USER_PROPERTIES_BYTES)
  return Object.fromEntries(found)
}

function parse(text: string): unknown {
  for (const json of [text, Buffer.from(text, 'base64').toString('utf8')]) {
    try {
      return JSON.parse(json)
    } catch {
      continue
    }
  }
  return undefined
}

function requireBytes(member: string, bytes: number, limitBytes: number): void {
  if (bytes > limitBytes) throw invalidRequest(`The ${member} is larger than ${limitBytes} bytes.`)
}

/** The bytes of a payload member; the edge gives them as a Uint8Array, a caller in process may give text. */
export function payloadOf(payload: unknown): Buffer {
  if (payload === undefined) return Buffer.alloc(0)
  if (payload instanceof Uint8Array) return Buffer.from(payload)
  if (typeof payload === 'string') return Buffer.from(payload)
  throw invalidRequest('The payload is neither bytes nor text.')
}
