/** A line of the input and where the next one begins, in bytes from the beginning of the input. */
export interface Line {
  /** Undefined when it is longer than the limit. */
  readonly text: string | undefined
  readonly endBytes: number
}

const NEWLINE = 0x0a

/** Cuts chunks into lines without holding more than one line and one chunk; lines beyond `maxBytes` are skipped and reported as such. */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>, offsetBytes: number, maxBytes: number): AsyncGenerator<Line> {
  let parts: Buffer[] = []
  let heldBytes = 0
  let at = offsetBytes
  const take = (part: Buffer): void => {
    heldBytes += part.length
    if (heldBytes <= maxBytes) parts.push(part)
  }
  const line = (): Line => {
    const text = heldBytes > maxBytes ? undefined : Buffer.concat(parts).toString('utf8')
    parts = []
    heldBytes = 0
    return { text, endBytes: at }
  }
  for await (const chunk of chunks) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    let start = 0
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
      take(bytes.subarray(start, end))
      at += end - start + 1
      yield line()
      start = end + 1
    }
    take(bytes.subarray(start))
    at += bytes.length - start
  }
  if (heldBytes > 0) yield line()
}
