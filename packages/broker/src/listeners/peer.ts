import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import type { ClientCertificate, Peer } from '@iot-core-local/core'

/** Describes a plain TCP connection. */
export function plainPeer(socket: Socket): Peer {
  return { transport: 'mqtt', ...addressOf(socket) }
}

/** Describes a TLS connection after its handshake. */
export function tlsPeer(socket: TLSSocket, transport: 'mqtts' | 'https'): Peer {
  const serverName = 'servername' in socket && typeof socket.servername === 'string' ? socket.servername : undefined
  const clientCertificate = certificateOf(socket)
  return {
    transport,
    ...addressOf(socket),
    ...(serverName === undefined ? {} : { serverName }),
    ...(typeof socket.alpnProtocol === 'string' ? { alpnProtocol: socket.alpnProtocol } : {}),
    ...(clientCertificate === undefined ? {} : { clientCertificate }),
  }
}

/** IPv4 addresses are written as such also on a socket that speaks IPv6 (EVT-071). */
function addressOf(socket: Socket): { remoteAddress: string; remotePort: number } {
  return { remoteAddress: (socket.remoteAddress ?? '').replace(/^::ffff:(?=\d+\.)/, ''), remotePort: socket.remotePort ?? 0 }
}

/** Not by `getPeerCertificate`: that writes out every field of every certificate, which takes five times as long. */
function certificateOf(socket: TLSSocket): ClientCertificate | undefined {
  const leaf = socket.getPeerX509Certificate()
  if (leaf === undefined) return undefined
  const der = leaf.raw
  const chain: Buffer[] = []
  for (let issuer = leaf.issuerCertificate, previous = der; issuer !== undefined; issuer = issuer.issuerCertificate) {
    const next = issuer.raw
    // A self-signed certificate names itself as its issuer.
    if (next.equals(previous)) break
    chain.push(next)
    previous = next
  }
  return { der, chain }
}
