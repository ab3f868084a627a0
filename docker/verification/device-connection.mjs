import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { connect } from 'node:tls'

const DEADLINE_MS = 10_000

/**
 * Connects a device over TLS with the files that `device create` wrote, and resolves with the code of the CONNACK: 0 when it was let in.
 * The packets are MQTT 3.1.1 by hand, so that nothing has to be installed.
 */
export function connectDevice({ folder, port, clientId }) {
  const file = (name) => readFileSync(join(folder, name))
  const socket = connect({
    host: 'localhost',
    port,
    servername: 'localhost',
    ca: file('ca.pem'),
    cert: file('certificate.pem.crt'),
    key: file('private.pem.key'),
  })
  return new Promise((resolve, reject) => {
    socket.setTimeout(DEADLINE_MS, () => socket.destroy(new Error(`No CONNACK within ${String(DEADLINE_MS)} ms.`)))
    socket.once('error', reject)
    socket.once('close', () => reject(new Error('The connection was closed before the CONNACK.')))
    socket.once('secureConnect', () => socket.write(connectPacket(clientId)))
    socket.once('data', (packet) => {
      if (packet[0] === 0x20 && packet.length >= 4) resolve(packet[3])
      else reject(new Error(`Not a CONNACK: ${packet.toString('hex')}`))
      socket.end(Buffer.from([0xe0, 0]))
    })
  })
}

/** CONNECT with a clean session and a keep-alive of 60 s (MQTT 3.1.1, 3.1). */
function connectPacket(clientId) {
  const id = Buffer.from(clientId)
  const body = Buffer.concat([Buffer.from([0, 4]), Buffer.from('MQTT'), Buffer.from([4, 2, 0, 60, 0, id.length]), id])
  return Buffer.concat([Buffer.from([0x10, body.length]), body])
}
