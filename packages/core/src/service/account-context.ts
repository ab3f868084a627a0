import type { Arns } from '../arn.js'
import type { DecisionLog } from '../decisions/decision-log.js'
import type { EventBus } from '../events/event-bus.js'
import type { IdSource } from '../ids/id-source.js'
import type { Logger } from '../log/logger.js'
import type { Store } from '../store/store.js'
import type { Timers } from '../time/timers.js'

/** What every service of one account is built on. The composition makes it, and closes what it made. */
export interface AccountContext {
  readonly accountId: string
  readonly region: string
  readonly arns: Arns
  readonly store: Store
  readonly timers: Timers
  readonly ids: IdSource
  readonly events: EventBus
  readonly decisions: DecisionLog
  readonly log: Logger
}
