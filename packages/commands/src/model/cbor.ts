/** CBOR (RFC 8949) as devices write and read it. */
export interface CborCodec {
  encode(value: unknown): Uint8Array
  /** @throws Error when the bytes are no CBOR item */
  decode(bytes: Buffer): unknown
}

/** Plain maps with heads of minimal size and definite length: records are an extension that devices do not know. */
async function loadCbor(): Promise<CborCodec> {
  const { Encoder } = await import('cbor-x')
  const codec = new Encoder({ useRecords: false, mapsAsObjects: true, variableMapSize: true, tagUint8Array: false })
  return {
    encode: (value) => codec.encode(value),
    decode: (bytes): unknown => codec.decode(bytes),
  }
}

/** A codec that is loaded with the first use. */
export function createCborCodec(): () => Promise<CborCodec> {
  let codec: Promise<CborCodec> | undefined
  return () => (codec ??= loadCbor())
}
