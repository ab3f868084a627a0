import type { AccountContext, Publisher, Service } from '@iot-core-local/core'
import { createDocuments, type ShadowDocuments } from './documents.js'
import { DEFAULT_MAX_DOCUMENT_BYTES, DEFAULT_MAX_NESTING_LEVELS } from './limits.js'
import { deleteThingShadow } from './operations/delete-thing-shadow.js'
import { getThingShadow } from './operations/get-thing-shadow.js'
import { listNamedShadowsForThing } from './operations/list-named-shadows-for-thing.js'
import { updateThingShadow } from './operations/update-thing-shadow.js'
import { createReports, type ShadowReports } from './reports.js'
import { RequestRate } from './requests/request-rate.js'
import type { RequestContext } from './requests/shadow-requests.js'
import { CounterRunner } from './runners/counter-runner.js'
import { ShadowStore } from './store/shadow-store.js'
import { topicHandlers } from './topics/topic-handlers.js'

/** What the composition hands in. No thing registry: a shadow needs no registered thing (SHD-004). */
export interface ShadowsDeps extends AccountContext {
  /** Carries the notifications of HTTP requests; those of MQTT requests are replies of the topic handlers (SHD-108). */
  readonly publisher: Publisher
}

/** Adjustable quotas. */
export interface ShadowsOptions {
  /** Compact JSON of both sections after the merge, in bytes. Default 8,192; AWS raises it up to 30,720 on request (SHD-091). */
  readonly maxDocumentBytes?: number
  /** Object levels below `desired` or `reported`. Default 8 (SHD-090). */
  readonly maxNestingLevels?: number
  /** Shadow requests a second for one thing, of all kinds together. Default: no limit; AWS allows 20 (SHD-094). */
  readonly requestsPerSecondPerThing?: number
  /** Shadow requests a second of the account. Default: no limit; AWS allows 4,000 or 400, by region (SHD-094). */
  readonly requestsPerSecond?: number
}

/** The Device Shadow service of one account. */
export interface Shadows extends Service {
  readonly documents: ShadowDocuments
  readonly reports: ShadowReports
}

export function createShadows(deps: ShadowsDeps, options: ShadowsOptions = {}): Shadows {
  const { store, timers, events, publisher, decisions, log } = deps
  const shadows = new ShadowStore(store)
  const runner = new CounterRunner(timers, shadows)
  const requests: RequestContext = {
    store,
    shadows,
    clock: timers,
    events,
    rate: new RequestRate(timers, { perThing: options.requestsPerSecondPerThing, perAccount: options.requestsPerSecond }),
    maxDocumentBytes: options.maxDocumentBytes ?? DEFAULT_MAX_DOCUMENT_BYTES,
    maxNestingLevels: options.maxNestingLevels ?? DEFAULT_MAX_NESTING_LEVELS,
    onBuried: (forgetAtMs) => runner.expect(forgetAtMs),
  }
  const http = { requests, publisher, timers }
  return {
    name: 'shadows',
    operations: {
      'iot-data': {
        GetThingShadow: getThingShadow(http),
        UpdateThingShadow: updateThingShadow(http),
        DeleteThingShadow: deleteThingShadow(http),
        ListNamedShadowsForThing: listNamedShadowsForThing(http),
      },
    },
    topics: topicHandlers({ requests, decisions, log }),
    documents: createDocuments(shadows),
    reports: createReports(http),
    start: () => runner.start(),
    close: () => {
      runner.close()
      return Promise.resolve()
    },
  }
}
