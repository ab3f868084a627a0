/*
 * Reads DER (X.690), as far as certificates and signing requests need it: definite lengths, single-byte tags.
 *
 *   element := tag length content
 *   length  := 0x00..0x7f | 0x81 byte | 0x82 byte byte | 0x83 byte byte byte
 *
 * Input is whatever a stranger sent: every read is checked against the end of its container.
 */

export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  objectIdentifier: 0x06,
  utf8String: 0x0c,
  printableString: 0x13,
  t61String: 0x14,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  universalString: 0x1c,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const

/** What is wrong with bytes that should have been DER. */
export class DerError extends Error {
  override readonly name = 'DerError'
}

export interface DerElement {
  readonly tag: number
  readonly content: Buffer
  /** Tag and length included. */
  readonly whole: Buffer
}

/** The first element of `bytes`. @throws DerError */
export function readElement(bytes: Buffer): DerElement {
  const [tag, first] = [bytes[0], bytes[1]]
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) throw new DerError('The element has no tag that is known here.')
  let start = 2
  let length = first
  if (first >= 0x80) {
    const count = first & 0x7f
    if (count < 1 || count > 3 || bytes.length < 2 + count) throw new DerError('The element has no definite length.')
    length = bytes.readUIntBE(2, count)
    start += count
  }
  const end = start + length
  if (end > bytes.length) throw new DerError('The element is longer than what holds it.')
  return { tag, content: bytes.subarray(start, end), whole: bytes.subarray(0, end) }
}

/** The elements inside a constructed one. @throws DerError */
export function readChildren(content: Buffer): DerElement[] {
  const children: DerElement[] = []
  for (let rest = content; rest.length > 0;) {
    const child = readElement(rest)
    children.push(child)
    rest = rest.subarray(child.whole.length)
  }
  return children
}

/** The element, if it has this tag. @throws DerError */
export function expectTag(element: DerElement | undefined, tag: number): DerElement {
  if (element?.tag !== tag) throw new DerError(`An element of tag ${String(tag)} is missing.`)
  return element
}

/** An object identifier in dotted form. */
export function readObjectIdentifier(content: Buffer): string {
  const parts: number[] = []
  let value = 0
  for (const byte of content) {
    value = value * 128 + (byte & 0x7f)
    if (byte < 0x80) {
      parts.push(value)
      value = 0
    }
  }
  const [head = 0, ...rest] = parts
  const root = Math.min(2, Math.floor(head / 40))
  return [root, head - root * 40, ...rest].join('.')
}

/** The text of any of the string types that names use. */
export function readText({ tag, content }: DerElement): string {
  switch (tag) {
    case TAG.bmpString:
      return Buffer.from(content.subarray(0, content.length & ~1))
        .swap16()
        .toString('utf16le')
    case TAG.t61String:
      return content.toString('latin1')
    case TAG.universalString: {
      let text = ''
      for (let at = 0; at + 4 <= content.length; at += 4) {
        const point = content.readUInt32BE(at)
        text += point <= 0x10ffff ? String.fromCodePoint(point) : '�'
      }
      return text
    }
    default:
      return content.toString('utf8')
  }
}

/** Epoch milliseconds of a UTCTime or GeneralizedTime. @throws DerError */
export function readTime({ tag, content }: DerElement): number {
  const text = content.toString('latin1')
  const match = (
    tag === TAG.utcTime ? /^(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/ : /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/
  ).exec(text)
  if (match === null) throw new DerError('The time is not in the form that certificates use.')
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number)
  const fullYear = tag === TAG.utcTime ? (year < 50 ? 2000 + year : 1900 + year) : year
  return Date.UTC(fullYear, month - 1, day, hour, minute, second)
}
