import { EmulatorError, type EmulatorErrorCode } from '@iot-core-local/core'
import type { Server } from 'node:http'

export interface Address {
  readonly host: string
  readonly port: number
}

const CODES: Readonly<Record<string, readonly [code: EmulatorErrorCode, message: string, hint: string]>> = {
  EADDRINUSE: ['ICL_PORT_IN_USE', 'is in use by another program', 'Stop that program, or choose another HTTP port; 0 picks a free one.'],
  EADDRNOTAVAIL: [
    'ICL_HOST_UNAVAILABLE',
    'is not an address of this machine',
    'Choose an address of this machine, such as 127.0.0.1 or 0.0.0.0.',
  ],
  ENOTFOUND: [
    'ICL_HOST_UNAVAILABLE',
    'is a host name that cannot be resolved',
    'Choose an address of this machine, such as 127.0.0.1 or 0.0.0.0.',
  ],
  EACCES: ['ICL_PORT_FORBIDDEN', 'may not be opened by this user', 'Choose an HTTP port from 1024 up.'],
}

/** Opens a listener. Port 0 picks a free one. @throws EmulatorError `ICL_PORT_IN_USE`, `ICL_HOST_UNAVAILABLE`, `ICL_PORT_FORBIDDEN` */
export function listen(server: Server, { host, port }: Address): Promise<Address> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException): void => {
      const known = CODES[error.code ?? '']
      if (known === undefined) {
        reject(error)
        return
      }
      const [code, message, hint] = known
      reject(new EmulatorError(code, `The HTTP address ${host}:${port} ${message}.`, { hint, cause: error }))
    }
    server.once('error', onError)
    server.listen({ host, port }, () => {
      server.off('error', onError)
      const bound = server.address()
      resolve({ host, port: typeof bound === 'object' && bound !== null ? bound.port : port })
    })
  })
}
