import type { AccountContext } from '@iot-core-local/core'
import type { DynamicGroups, FleetSource } from './ports.js'

export interface IndexerDeps extends AccountContext {
  readonly source: FleetSource
  readonly dynamicGroups: DynamicGroups
}

export interface IndexerOptions {
  /** How long an index or a dynamic group stays BUILDING or REBUILDING before the first document is read (IDX-046). Default 100. */
  readonly buildDelayMs?: number
}

export const DEFAULT_BUILD_DELAY_MS = 100
