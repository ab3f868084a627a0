/*
 * Values of parameters and results as JSON text in a column: bytes are base64 under their key BIN, everything else is as it is.
 */

/** Writes values whose bytes stand under `BIN`. */
export function toColumn(value: object): string {
  return JSON.stringify(value, (key, member: unknown) => (key === 'BIN' && member instanceof Uint8Array ? base64(member) : member))
}

/** Reads what {@link toColumn} wrote; the caller names the type that it gave. */
export function fromColumn(text: string): unknown {
  return JSON.parse(text, (key, member: unknown) =>
    key === 'BIN' && typeof member === 'string' ? new Uint8Array(Buffer.from(member, 'base64')) : member,
  )
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}
