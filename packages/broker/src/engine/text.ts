const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The UTF-8 text from `start` to `end`; undefined when it is malformed or holds the null character ([MQTT-1.5.4-1], [MQTT-1.5.4-2]). */
export function readText(bytes: Buffer, start: number, end: number): string | undefined {
  try {
    const text = decoder.decode(bytes.subarray(start, end))
    return text.includes('\0') ? undefined : text
  } catch {
    return undefined
  }
}
