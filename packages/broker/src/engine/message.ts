import type { MessageProperties, Principal } from '@iot-core-local/core'
import type { PublishedMessage } from '../ports.js'
import { decodeProperties, NO_PROPERTIES } from './properties.js'

/** Who sent a message. One object per connection, shared by all of its messages. */
export interface Origin {
  readonly clientId: string | undefined
  readonly principal: Principal
  readonly sourceIp: string | undefined
}

/** A PUBLISH packet ready to be copied out: `bytes` from `start` to `end`; the packet identifier, if any, is at `start + idOffset`. */
export interface PublishFrame {
  readonly bytes: Buffer
  readonly start: number
  readonly end: number
  readonly idOffset: number
}

export interface MessageInit {
  readonly topic: string
  readonly payload: Buffer
  readonly qos: 0 | 1
  readonly isRetained?: boolean
  readonly properties?: Buffer
  /** Epoch milliseconds on the account's clock. */
  readonly expiresAtMs?: number | undefined
  readonly origin: Origin
  readonly receivedAtMs: number
}

/** A message on its way. Its packets are encoded once per protocol version and QoS, however many receive it. */
export class Message implements PublishedMessage {
  readonly topic: string
  readonly payload: Buffer
  readonly qos: 0 | 1
  readonly retain: boolean
  readonly rawProperties: Buffer
  readonly expiresAtMs: number | undefined
  readonly origin: Origin
  readonly receivedAtMs: number
  #frame40: PublishFrame | undefined
  #frame41: PublishFrame | undefined
  #frame50: PublishFrame | undefined
  #frame51: PublishFrame | undefined

  constructor(init: MessageInit) {
    this.topic = init.topic
    this.payload = init.payload
    this.qos = init.qos
    this.retain = init.isRetained ?? false
    this.rawProperties = init.properties ?? NO_PROPERTIES
    this.expiresAtMs = init.expiresAtMs
    this.origin = init.origin
    this.receivedAtMs = init.receivedAtMs
  }

  get clientId(): string | undefined {
    return this.origin.clientId
  }

  get principal(): Principal {
    return this.origin.principal
  }

  get sourceIp(): string | undefined {
    return this.origin.sourceIp
  }

  get properties(): MessageProperties | undefined {
    return decodeProperties(this.rawProperties, this.expirySecondsAt(this.receivedAtMs))
  }

  /** What is left of the message's life, in whole seconds; undefined when it does not expire (BRK-190). */
  expirySecondsAt(nowMs: number): number | undefined {
    return this.expiresAtMs === undefined ? undefined : Math.max(0, Math.floor((this.expiresAtMs - nowMs) / 1000))
  }

  isExpiredAt(nowMs: number): boolean {
    return this.expiresAtMs !== undefined && nowMs >= this.expiresAtMs
  }

  /** The same message at QoS 0. */
  withQos0(): Message {
    return new Message({
      topic: this.topic,
      payload: this.payload,
      qos: 0,
      properties: this.rawProperties,
      origin: this.origin,
      receivedAtMs: this.receivedAtMs,
    })
  }

  /** Lends the packet that the message came in, when it can go out unchanged but for its packet identifier. */
  lend(version: 4 | 5, frame: PublishFrame): void {
    if (version === 4) {
      if (this.qos === 0) this.#frame40 = frame
      else this.#frame41 = frame
    } else if (this.qos === 0) this.#frame50 = frame
    else this.#frame51 = frame
  }

  /** The packet for live delivery: RETAIN 0, DUP 0. */
  frame(version: 4 | 5, qos: 0 | 1): PublishFrame {
    if (version === 4) {
      return qos === 0 ? (this.#frame40 ??= this.encode(4, 0, false)) : (this.#frame41 ??= this.encode(4, 1, false))
    }
    return qos === 0 ? (this.#frame50 ??= this.encode(5, 0, false)) : (this.#frame51 ??= this.encode(5, 1, false))
  }

  /** Encodes the packet. `nowMs` decides what is left of the message's life. */
  encode(version: 4 | 5, qos: 0 | 1, isRetained: boolean, nowMs: number = this.receivedAtMs): PublishFrame {
    const topicBytes = Buffer.byteLength(this.topic)
    const expirySeconds = version === 5 ? this.expirySecondsAt(nowMs) : undefined
    const propertyBytes = version === 5 ? this.rawProperties.length + (expirySeconds === undefined ? 0 : 5) : 0
    const bodyBytes =
      2 + topicBytes + (qos === 0 ? 0 : 2) + (version === 5 ? variableIntegerBytes(propertyBytes) + propertyBytes : 0) + this.payload.length
    const bytes = Buffer.allocUnsafe(1 + variableIntegerBytes(bodyBytes) + bodyBytes)
    bytes[0] = 0x30 | (qos << 1) | (isRetained ? 1 : 0)
    let position = writeVariableInteger(bytes, bodyBytes, 1)
    position = bytes.writeUInt16BE(topicBytes, position)
    position += bytes.write(this.topic, position, 'utf8')
    const idOffset = qos === 0 ? -1 : position
    if (qos === 1) position += 2
    if (version === 5) {
      position = writeVariableInteger(bytes, propertyBytes, position)
      if (expirySeconds !== undefined) {
        bytes[position] = 0x02
        position = bytes.writeUInt32BE(expirySeconds, position + 1)
      }
      position += this.rawProperties.copy(bytes, position)
    }
    this.payload.copy(bytes, position)
    return { bytes, start: 0, end: bytes.length, idOffset }
  }
}

function variableIntegerBytes(value: number): number {
  return value < 128 ? 1 : value < 16_384 ? 2 : value < 2_097_152 ? 3 : 4
}

function writeVariableInteger(bytes: Buffer, value: number, position: number): number {
  let rest = value
  let at = position
  while (rest >= 128) {
    bytes[at++] = (rest & 0x7f) | 0x80
    rest >>>= 7
  }
  bytes[at++] = rest
  return at
}
