import { once } from 'node:events'
import { type AddressInfo, connect as connectTcp, createServer } from 'node:net'
import { connect as connectTls, type ConnectionOptions } from 'node:tls'

export interface CertificateRequest {
  /** ClientCertificateType of RFC 5246: 1 RSA sign, 2 DSA sign, 64 ECDSA sign. */
  readonly types: readonly number[]
  readonly caNameBytes: number
  /** The protocol that the server chose, `false` without ALPN. */
  readonly alpnProtocol: string | false | null
}

/** What a server on loopback asks for in a TLS 1.2 handshake: read between a client and it. */
export async function certificateRequest(serverPort: number, options: ConnectionOptions): Promise<CertificateRequest> {
  const pieces: Buffer[] = []
  const between = createServer((near) => {
    const far = connectTcp(serverPort, '127.0.0.1')
    near.pipe(far)
    far.on('data', (piece: Buffer) => pieces.push(piece))
    far.pipe(near)
    near.on('error', () => far.destroy())
    far.on('error', () => near.destroy())
  }).listen(0, '127.0.0.1')
  await once(between, 'listening')
  const { port } = between.address() as AddressInfo
  const client = connectTls({ ...options, port, host: '127.0.0.1', servername: 'localhost', maxVersion: 'TLSv1.2' })
  await once(client, 'secureConnect')
  const { alpnProtocol } = client
  client.destroy()
  between.close()
  // Handshake records (22) of the first flight are not encrypted: messages of type, three bytes of length, body.
  const stream = Buffer.concat(pieces)
  const messages: Buffer[] = []
  for (let at = 0; at + 5 <= stream.length && stream[at] === 22; at += 5 + stream.readUInt16BE(at + 3)) {
    messages.push(stream.subarray(at + 5, at + 5 + stream.readUInt16BE(at + 3)))
  }
  const handshake = Buffer.concat(messages)
  let at = 0
  while (at < handshake.length && handshake[at] !== 13) at += 4 + handshake.readUIntBE(at + 1, 3)
  const body = handshake.subarray(at + 4)
  const typesEnd = 1 + (body[0] ?? 0)
  const algorithmsEnd = typesEnd + 2 + body.readUInt16BE(typesEnd)
  return { types: [...body.subarray(1, typesEnd)], caNameBytes: body.readUInt16BE(algorithmsEnd), alpnProtocol }
}
