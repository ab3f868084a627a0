/*
 * Byte and text strings of indefinite length (RFC 8949, 3.2.3) as strings of definite length: PRV-609 has them accepted, and the codec does not read
 * them. Everything else is copied as it is. An item is a head, whose upper three bits are its major type, and what the head announces.
 */

const BREAK = 0xff
const MAX_DEPTH = 32

/** @throws RangeError when the bytes are no CBOR item, or one that is nested more than 32 levels deep */
export function withDefiniteStrings(payload: Buffer): Buffer {
  if (!payload.includes(0x5f) && !payload.includes(0x7f)) return payload
  const reader = { payload, at: 0, out: [] as Buffer[] }
  copyItem(reader, 0)
  return Buffer.concat([...reader.out, payload.subarray(reader.at)])
}

interface Reader {
  readonly payload: Buffer
  at: number
  readonly out: Buffer[]
}

interface Head {
  readonly majorType: number
  /** Undefined for an indefinite length. */
  readonly argument: number | undefined
}

function copyItem(reader: Reader, depth: number): void {
  if (depth > MAX_DEPTH) throw new RangeError('The CBOR item is nested too deep.')
  const start = reader.at
  const { majorType, argument } = readHead(reader)
  if ((majorType === 2 || majorType === 3) && argument === undefined) {
    copyChunks(reader, majorType)
    return
  }
  if (majorType === 2 || majorType === 3) reader.at += argument ?? 0
  reader.out.push(reader.payload.subarray(start, reader.at))
  if (majorType === 6) copyItem(reader, depth + 1)
  if (majorType !== 4 && majorType !== 5) return
  const perEntry = majorType === 5 ? 2 : 1
  if (argument === undefined) {
    while (reader.payload.readUInt8(reader.at) !== BREAK) copyItem(reader, depth + 1)
    reader.out.push(reader.payload.subarray(reader.at, ++reader.at))
  } else {
    for (let entry = 0; entry < argument * perEntry; entry++) copyItem(reader, depth + 1)
  }
}

function copyChunks(reader: Reader, majorType: number): void {
  const chunks: Buffer[] = []
  while (reader.payload.readUInt8(reader.at) !== BREAK) {
    const chunk = readHead(reader)
    if (chunk.majorType !== majorType || chunk.argument === undefined) throw new RangeError('A chunk of a CBOR string is not a string.')
    chunks.push(reader.payload.subarray(reader.at, (reader.at += chunk.argument)))
  }
  reader.at++
  const content = Buffer.concat(chunks)
  const head = Buffer.alloc(5)
  head.writeUInt8((majorType << 5) | 26, 0)
  head.writeUInt32BE(content.length, 1)
  reader.out.push(head, content)
}

function readHead(reader: Reader): Head {
  const first = reader.payload.readUInt8(reader.at++)
  const majorType = first >> 5
  const detail = first & 0x1f
  if (detail < 24) return { majorType, argument: detail }
  if (detail === 31) return { majorType, argument: undefined }
  if (detail > 27) throw new RangeError('The CBOR head is reserved.')
  const bytes = 1 << (detail - 24)
  const argument = bytes === 8 ? Number(reader.payload.readBigUInt64BE(reader.at)) : reader.payload.readUIntBE(reader.at, bytes)
  reader.at += bytes
  if ((majorType === 2 || majorType === 3) && argument > reader.payload.length - reader.at)
    throw new RangeError('The CBOR string is cut off.')
  return { majorType, argument }
}
