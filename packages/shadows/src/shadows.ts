import { type AccountContext, notImplemented, type Publisher, type Service, type ShadowSnapshot } from '@iot-core-local/core'

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
}

export interface NamedShadowDocument {
  readonly thingName: string
  /** Undefined for the classic shadow. */
  readonly shadowName: string | undefined
  readonly snapshot: ShadowSnapshot
}

/** The documents as stored, for the fleet index. */
export interface ShadowDocuments {
  /** Every shadow that exists, of registered things or not. Reads in pages, so the store stays usable in between. */
  all(): IterableIterator<NamedShadowDocument>
  /** One shadow; the classic one without `shadowName`. */
  find(thingName: string, shadowName?: string): ShadowSnapshot | undefined
}

/** The Device Shadow service of one account. */
export interface Shadows extends Service {
  readonly documents: ShadowDocuments
}

export function createShadows(_deps: ShadowsDeps, _options: ShadowsOptions = {}): Shadows {
  throw notImplemented('The Device Shadow service')
}
