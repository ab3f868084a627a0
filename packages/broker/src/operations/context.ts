import { invalidRequest, type Call, type OutgoingMessage } from '@iot-core-local/core'
import type { Engine } from '../engine/engine.js'
import type { Departed } from '../lifecycle/departed.js'
import { MAX_CLIENT_ID_BYTES } from '../limits.js'
import type { BrokerDeps } from '../ports.js'

export interface OperationContext {
  readonly deps: BrokerDeps
  readonly engine: Engine
  readonly departed: Departed
  /** Publishes for the caller, reserved topics and Basic Ingest included. */
  publish(message: OutgoingMessage, call: Call): Promise<void>
}

/** @throws InvalidRequestException when no connection can have this client id (BRK section 12.3). */
export function requireClientId(clientId: string): void {
  if (clientId === '' || clientId.startsWith('$') || Buffer.byteLength(clientId) > MAX_CLIENT_ID_BYTES) {
    throw invalidRequest(
      "This client ID isn't valid. Client IDs must not exceed 128 characters and can't start with a dollar sign ($). Enter a different client ID",
    )
  }
}
