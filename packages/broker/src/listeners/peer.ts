import type { Socket } from 'node:net'
import type { DetailedPeerCertificate, TLSSocket } from 'node:tls'
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

function certificateOf(socket: TLSSocket): ClientCertificate | undefined {
  const leaf = leafOf(socket)
  if (leaf?.raw === undefined) return undefined
  const chain: Buffer[] = []
  for (let issuer = leaf.issuerCertificate, previous = leaf.raw; issuer !== undefined; issuer = issuer.issuerCertificate) {
    const next: Partial<DetailedPeerCertificate> = issuer
    // A self-signed certificate names itself as its issuer.
    if (next.raw === undefined || next.raw.equals(previous)) break
    chain.push(next.raw)
    previous = next.raw
  }
  return { der: leaf.raw, chain }
}

/** Null on a socket that is gone already, empty when the client showed no certificate, whatever the types say. */
function leafOf(socket: TLSSocket): Partial<DetailedPeerCertificate> | null {
  return socket.getPeerCertificate(true)
}
