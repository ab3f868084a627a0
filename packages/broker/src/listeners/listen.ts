import type { AddressInfo, Server } from 'node:net'
import { EmulatorError } from '@iot-core-local/core'
import type { ListenAddress } from './ports.js'

/** Starts `server` on `address`. @throws EmulatorError ICL_PORT_IN_USE, ICL_PORT_FORBIDDEN, ICL_HOST_UNAVAILABLE */
export function listen(server: Server, address: ListenAddress): Promise<ListenAddress> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException): void => {
      reject(listenError(error, address))
    }
    server.once('error', fail)
    server.listen(address.port, address.host, () => {
      server.removeListener('error', fail)
      const bound: AddressInfo | string | null = server.address()
      if (bound === null || typeof bound === 'string') reject(new Error('The listener has no port.'))
      else resolve({ host: bound.address, port: bound.port })
    })
  })
}

function listenError(error: NodeJS.ErrnoException, { host, port }: ListenAddress): Error {
  const where = `${host}:${port}`
  switch (error.code) {
    case 'EADDRINUSE':
      return new EmulatorError('ICL_PORT_IN_USE', `Another program listens on ${where} already.`, {
        hint: 'Stop it, or choose another port; 0 takes a free one.',
        cause: error,
      })
    case 'EACCES':
    case 'EPERM':
      return new EmulatorError('ICL_PORT_FORBIDDEN', `This user may not listen on ${where}.`, {
        hint: 'Ports below 1024 need privileges: choose a higher one.',
        cause: error,
      })
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EINVAL':
      return new EmulatorError('ICL_HOST_UNAVAILABLE', `This machine has no address ${host} to listen on.`, {
        hint: 'Use 127.0.0.1 for this machine alone, or 0.0.0.0 for all of its addresses.',
        cause: error,
      })
    case undefined:
    default:
      return error
  }
}
