import type { CachedDecision } from '../authorization/decision-cache.js'

/** A topic that the client publishes to, with the decision that it may. */
export interface PublishTopic {
  readonly bytes: Buffer
  readonly topic: string
  readonly resource: string
  /** Whether the topic was found to be one that may be published to, policies aside. */
  isAcceptable: boolean
  decision: CachedDecision | undefined
}
