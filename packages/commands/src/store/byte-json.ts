/*
 * Values of parameters and results as JSON text in a column: bytes are base64 under their key BIN, everything else is as it is.
 */

/** Writes values whose bytes stand under `BIN`. */
export function toColumn(value: object): string {
  return JSON.stringify(value, replaceBytes)
}

/** A buffer has turned itself into an object when the replacer gets it, so the bytes are taken from what holds them. */
function replaceBytes(this: unknown, key: string, member: unknown): unknown {
  if (key !== 'BIN' || typeof this !== 'object' || this === null || !('BIN' in this) || !(this.BIN instanceof Uint8Array)) return member
  return Buffer.from(this.BIN).toString('base64')
}

/** Reads what {@link toColumn} wrote; the caller names the type that it gave. */
export function fromColumn(text: string): unknown {
  return JSON.parse(text, (key, member: unknown) =>
    key === 'BIN' && typeof member === 'string' ? new Uint8Array(Buffer.from(member, 'base64')) : member,
  )
}
