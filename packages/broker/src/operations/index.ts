import type { Call, IotDataHandlers, OutgoingMessage } from '@iot-core-local/core'
import type { Engine } from '../engine/engine.js'
import type { BrokerDeps } from '../ports.js'

export interface OperationDeps {
  readonly deps: BrokerDeps
  readonly engine: Engine
  publish(message: OutgoingMessage, call: Call): Promise<void>
}

export function createOperations(_context: OperationDeps): IotDataHandlers {
  return {}
}
