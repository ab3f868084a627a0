import type { AccountContext } from '@iot-core-local/core'
import type { FleetSource } from './ports.js'

export interface IndexerDeps extends AccountContext {
  readonly source: FleetSource
}

export interface IndexerOptions {
  /** How long an index stays BUILDING or REBUILDING before the first document is read (IDX-046). Default 100. */
  readonly buildDelayMs?: number
}

export const DEFAULT_BUILD_DELAY_MS = 100
