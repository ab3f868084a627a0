import type { ConnectionView } from '@iot-core-local/core'
import type { DisconnectReason } from '../engine/reason-code.js'
import { CONNECTION_MEMORY_MS } from '../limits.js'

const MAX_REMEMBERED = 10_000

export interface DepartedConnection {
  readonly view: ConnectionView
  readonly disconnectedAtMs: number
  readonly reason: DisconnectReason
  readonly keepAliveSeconds: number
  readonly sessionExpirySeconds: number
  readonly sourcePort: number
}

/** The connections that ended within the last half hour, for GetConnection (BRK-321). The oldest go first when there are too many. */
export class Departed {
  readonly #connections = new Map<string, DepartedConnection>()
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  add(connection: DepartedConnection): void {
    const { clientId } = connection.view
    this.#connections.delete(clientId)
    this.#connections.set(clientId, connection)
    if (this.#connections.size <= MAX_REMEMBERED) return
    for (const oldest of this.#connections.keys()) {
      this.#connections.delete(oldest)
      break
    }
  }

  get(clientId: string): DepartedConnection | undefined {
    const connection = this.#connections.get(clientId)
    if (connection === undefined || this.#now() - connection.disconnectedAtMs < CONNECTION_MEMORY_MS) return connection
    this.#connections.delete(clientId)
    return undefined
  }
}
