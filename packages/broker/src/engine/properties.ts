/*
 * The properties of an MQTT 5 PUBLISH or will, kept as the bytes that came ([MQTT-2.2.2], [MQTT-3.3.2.3]): order and repetition of user
 * properties survive. Topic Alias and Message Expiry Interval are taken out, since they change on the way.
 */
import type { MessageProperties } from '@iot-core-local/core'
import {
  MAX_CONTENT_TYPE_BYTES,
  MAX_CORRELATION_DATA_BYTES,
  MAX_MESSAGE_EXPIRY_SECONDS,
  MAX_TOPIC_BYTES,
  MAX_TOPIC_SLASHES,
  MAX_USER_PROPERTIES_BYTES,
} from '../limits.js'
import { readText } from './text.js'

export const NO_PROPERTIES = Buffer.alloc(0)

const Id = {
  payloadFormat: 0x01,
  messageExpiry: 0x02,
  contentType: 0x03,
  responseTopic: 0x08,
  correlationData: 0x09,
  subscriptionIdentifier: 0x0b,
  topicAlias: 0x23,
  userProperty: 0x26,
} as const

export interface PublishProperties {
  /** All but Topic Alias and Message Expiry Interval. */
  readonly kept: Buffer
  readonly topicAlias: number | undefined
  /** Brought into 1 to 604800 (BRK-190). */
  readonly expirySeconds: number | undefined
}

/** What is wrong with properties: their form, or a limit that they pass (BRK-190). */
export interface PropertyProblem {
  readonly isOverLimit: boolean
  readonly explanation: string
}

const malformed = (explanation: string): PropertyProblem => ({ isOverLimit: false, explanation })
const overLimit = (explanation: string): PropertyProblem => ({ isOverLimit: true, explanation })

/** Takes the property section from `start` to `end` apart. */
export function readPublishProperties(bytes: Buffer, start: number, end: number): PublishProperties | PropertyProblem {
  let position = start
  let topicAlias: number | undefined
  let expirySeconds: number | undefined
  let userBytes = 0
  const kept: Buffer[] = []
  const seen = new Set<number>()
  while (position < end) {
    const from = position
    const id = bytes[position] ?? 0
    const bounds = valueEnd(bytes, id, position + 1, end)
    if (bounds === undefined) return malformed(`Property 0x${id.toString(16)} is not allowed here or is cut short.`)
    position = bounds
    if (id !== Id.userProperty && seen.has(id)) return malformed(`Property 0x${id.toString(16)} appears twice.`)
    seen.add(id)
    if (id === Id.topicAlias) topicAlias = bytes.readUInt16BE(from + 1)
    else if (id === Id.messageExpiry) {
      expirySeconds = Math.min(Math.max(bytes.readUInt32BE(from + 1), 1), MAX_MESSAGE_EXPIRY_SECONDS)
    } else {
      const problem = checkValue(bytes, id, from + 1, position)
      if (problem !== undefined) return problem
      if (id === Id.userProperty) userBytes += position - from - 5
      kept.push(bytes.subarray(from, position))
    }
  }
  const tooMany = userPropertiesProblem(userBytes)
  if (tooMany !== undefined) return tooMany
  const [only] = kept
  return { kept: only === undefined ? NO_PROPERTIES : kept.length === 1 ? only : Buffer.concat(kept), topicAlias, expirySeconds }
}

function checkValue(bytes: Buffer, id: number, start: number, end: number): PropertyProblem | undefined {
  if (id === Id.payloadFormat) return (bytes[start] ?? 0) > 1 ? malformed('The payload format indicator is neither 0 nor 1.') : undefined
  if (id === Id.correlationData) return correlationDataProblem(end - start - 2)
  if (id !== Id.contentType && id !== Id.responseTopic) return undefined
  const text = readText(bytes, start + 2, end)
  if (text === undefined) return malformed('A text property is not valid UTF-8.')
  return id === Id.contentType ? contentTypeProblem(text) : responseTopicProblem(text)
}

/** The limits of a will's properties, which are those of a PUBLISH (BRK-173). */
export function willPropertiesProblem(properties: WillProperties): PropertyProblem | undefined {
  const { contentType, responseTopic, correlationData, userProperties } = properties
  return (
    (contentType === undefined ? undefined : contentTypeProblem(contentType)) ??
    (responseTopic === undefined ? undefined : responseTopicProblem(responseTopic)) ??
    (correlationData === undefined ? undefined : correlationDataProblem(correlationData.length)) ??
    userPropertiesProblem(userPropertyBytes(userProperties))
  )
}

type WillProperties = Pick<MessageProperties, 'contentType' | 'responseTopic' | 'correlationData' | 'userProperties'>

/** How many bytes names and values of user properties have together. */
export function userPropertyBytes(properties: MessageProperties['userProperties']): number {
  let bytes = 0
  for (const [name, values] of Object.entries(properties ?? {})) {
    for (const value of typeof values === 'string' ? [values] : values) bytes += Buffer.byteLength(name) + Buffer.byteLength(value)
  }
  return bytes
}

export function userPropertiesProblem(bytes: number): PropertyProblem | undefined {
  return bytes > MAX_USER_PROPERTIES_BYTES
    ? overLimit(`The user properties are larger than ${MAX_USER_PROPERTIES_BYTES} bytes (BRK-190).`)
    : undefined
}

function contentTypeProblem(text: string): PropertyProblem | undefined {
  return Buffer.byteLength(text) > MAX_CONTENT_TYPE_BYTES
    ? overLimit(`The content type is longer than ${MAX_CONTENT_TYPE_BYTES} bytes (BRK-190).`)
    : undefined
}

function correlationDataProblem(bytes: number): PropertyProblem | undefined {
  return bytes > MAX_CORRELATION_DATA_BYTES
    ? overLimit(`The correlation data is longer than ${MAX_CORRELATION_DATA_BYTES} bytes (BRK-190).`)
    : undefined
}

/** A response topic has the form and the limits of a topic. What may be published to it, whoever answers is told. */
export function responseTopicProblem(topic: string): PropertyProblem | undefined {
  if (topic === '' || /[+#]/.test(topic)) return malformed('The response topic is not a topic name.')
  const isTooDeep = !topic.startsWith('$') && topic.split('/').length - 1 > MAX_TOPIC_SLASHES
  return isTooDeep || Buffer.byteLength(topic) > MAX_TOPIC_BYTES
    ? overLimit(
        `The response topic is longer than ${MAX_TOPIC_BYTES} bytes or has more than ${MAX_TOPIC_SLASHES} forward slashes (BRK-190).`,
      )
    : undefined
}

/** Where the value of property `id` ends; undefined when the property does not belong into a PUBLISH or passes `end`. */
function valueEnd(bytes: Buffer, id: number, start: number, end: number): number | undefined {
  const after = ((): number | undefined => {
    switch (id) {
      case Id.payloadFormat:
        return start + 1
      case Id.messageExpiry:
        return start + 4
      case Id.topicAlias:
        return start + 2
      case Id.contentType:
      case Id.responseTopic:
      case Id.correlationData:
        return textEnd(bytes, start, end)
      case Id.userProperty: {
        const name = textEnd(bytes, start, end)
        return name === undefined ? undefined : textEnd(bytes, name, end)
      }
      default:
        return undefined
    }
  })()
  return after === undefined || after > end ? undefined : after
}

function textEnd(bytes: Buffer, start: number, end: number): number | undefined {
  return start + 2 > end ? undefined : start + 2 + bytes.readUInt16BE(start)
}

/** The properties for handlers and rules; undefined when there are none. */
export function decodeProperties(kept: Buffer, expirySeconds: number | undefined): MessageProperties | undefined {
  if (kept.length === 0 && expirySeconds === undefined) return undefined
  const found: { -readonly [Key in keyof MessageProperties]: MessageProperties[Key] } = {}
  const user: Record<string, string | string[]> = {}
  if (expirySeconds !== undefined) found.messageExpiryIntervalSeconds = expirySeconds
  let position = 0
  while (position < kept.length) {
    const id = kept[position] ?? 0
    const start = position + 1
    const end = valueEnd(kept, id, start, kept.length) ?? kept.length
    if (id === Id.payloadFormat) found.payloadFormatIndicator = kept[start] === 1
    else if (id === Id.contentType) found.contentType = kept.toString('utf8', start + 2, end)
    else if (id === Id.responseTopic) found.responseTopic = kept.toString('utf8', start + 2, end)
    else if (id === Id.correlationData) found.correlationData = kept.subarray(start + 2, end)
    else if (id === Id.userProperty) {
      const valueStart = start + 2 + kept.readUInt16BE(start)
      addUserProperty(user, kept.toString('utf8', start + 2, valueStart), kept.toString('utf8', valueStart + 2, end))
    }
    position = end
  }
  if (Object.keys(user).length > 0) found.userProperties = user
  return found
}

function addUserProperty(user: Record<string, string | string[]>, name: string, value: string): void {
  const present = Object.hasOwn(user, name) ? user[name] : undefined
  const next = present === undefined ? value : Array.isArray(present) ? [...present, value] : [present, value]
  Object.defineProperty(user, name, { value: next, enumerable: true, configurable: true, writable: true })
}

/** The user properties in order, for APIs that show them as a list of single pairs. */
export function listUserProperties(kept: Buffer): readonly (readonly [string, string])[] {
  const pairs: [string, string][] = []
  let position = 0
  while (position < kept.length) {
    const id = kept[position] ?? 0
    const start = position + 1
    const end = valueEnd(kept, id, start, kept.length) ?? kept.length
    if (id === Id.userProperty) {
      const valueStart = start + 2 + kept.readUInt16BE(start)
      pairs.push([kept.toString('utf8', start + 2, valueStart), kept.toString('utf8', valueStart + 2, end)])
    }
    position = end
  }
  return pairs
}

/** The bytes of `properties`, message expiry left out. */
export function encodeProperties(properties: MessageProperties | undefined): Buffer {
  if (properties === undefined) return NO_PROPERTIES
  const parts: Buffer[] = []
  if (properties.payloadFormatIndicator !== undefined)
    parts.push(Buffer.from([Id.payloadFormat, properties.payloadFormatIndicator ? 1 : 0]))
  if (properties.contentType !== undefined) parts.push(Buffer.from([Id.contentType]), lengthPrefixed(Buffer.from(properties.contentType)))
  if (properties.responseTopic !== undefined)
    parts.push(Buffer.from([Id.responseTopic]), lengthPrefixed(Buffer.from(properties.responseTopic)))
  if (properties.correlationData !== undefined) parts.push(Buffer.from([Id.correlationData]), lengthPrefixed(properties.correlationData))
  for (const [name, values] of Object.entries(properties.userProperties ?? {})) {
    for (const value of typeof values === 'string' ? [values] : values) parts.push(userProperty(name, value))
  }
  return parts.length === 0 ? NO_PROPERTIES : Buffer.concat(parts)
}

/** The bytes of one user property. */
function userProperty(name: string, value: string): Buffer {
  return Buffer.concat([Buffer.from([Id.userProperty]), lengthPrefixed(Buffer.from(name)), lengthPrefixed(Buffer.from(value))])
}

function lengthPrefixed(bytes: Buffer): Buffer {
  const out = Buffer.allocUnsafe(bytes.length + 2)
  out.writeUInt16BE(bytes.length, 0)
  bytes.copy(out, 2)
  return out
}
