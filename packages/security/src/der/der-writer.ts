import { TAG } from './der-reader.js'

/* Writes the DER of certificates. Each function returns one whole element. */

export function element(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(contents)
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content])
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length])
  if (length < 0x100) return Buffer.from([0x81, length])
  if (length < 0x10000) return Buffer.from([0x82, length >> 8, length & 0xff])
  return Buffer.from([0x83, length >> 16, (length >> 8) & 0xff, length & 0xff])
}

export const sequence = (...contents: readonly Uint8Array[]): Buffer => element(TAG.sequence, ...contents)
export const set = (...contents: readonly Uint8Array[]): Buffer => element(TAG.set, ...contents)
export const octetString = (content: Uint8Array): Buffer => element(TAG.octetString, content)
export const utf8String = (text: string): Buffer => element(TAG.utf8String, Buffer.from(text, 'utf8'))
export const boolean = (value: boolean): Buffer => element(TAG.boolean, Buffer.from([value ? 0xff : 0]))
export const nullElement = (): Buffer => element(TAG.null)

/** `[number]` around whole elements. */
export const explicit = (number: number, ...contents: readonly Uint8Array[]): Buffer => element(0xa0 | number, ...contents)
/** `[number]` in place of the tag of a primitive element. */
export const implicit = (number: number, content: Uint8Array): Buffer => element(0x80 | number, content)

/** A positive integer from its big-endian bytes. */
export function unsignedInteger(bytes: Uint8Array): Buffer {
  const isHighBitSet = (bytes[0] ?? 0) >= 0x80
  return element(TAG.integer, ...(isHighBitSet ? [Buffer.from([0])] : []), bytes)
}

export function bitString(content: Uint8Array, unusedBits = 0): Buffer {
  return element(TAG.bitString, Buffer.from([unusedBits]), content)
}

/** From dotted form. */
export function objectIdentifier(dotted: string): Buffer {
  const [root = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  const bytes: number[] = []
  for (const part of [root * 40 + second, ...rest]) {
    const digits = [part & 0x7f]
    for (let value = Math.floor(part / 128); value > 0; value = Math.floor(value / 128)) digits.unshift((value & 0x7f) | 0x80)
    bytes.push(...digits)
  }
  return element(TAG.objectIdentifier, Buffer.from(bytes))
}

/** UTCTime up to 2049, GeneralizedTime from 2050 (RFC 5280, 4.1.2.5). Parts of a second are dropped. */
export function time(epochMs: number): Buffer {
  const digits = new Date(epochMs).toISOString().slice(0, 19).replace(/[-T:]/g, '')
  const isBefore2050 = Number(digits.slice(0, 4)) < 2050
  return element(isBefore2050 ? TAG.utcTime : TAG.generalizedTime, Buffer.from(`${isBefore2050 ? digits.slice(2) : digits}Z`, 'latin1'))
}
