import type { Session } from './session.js'
import type { Subscription } from './subscription-tree.js'

export interface ParsedShare {
  readonly shareName: string
  readonly topicFilter: string
}

/** Takes `$share/{ShareName}/{TopicFilter}` apart (BRK-220); undefined when the filter is not shared, `malformed` when it tries to be. */
export function parseShare(filter: string): ParsedShare | 'malformed' | undefined {
  if (filter !== '$share' && !filter.startsWith('$share/')) return undefined
  const match = /^\$share\/([^/+#]+)\/([^]+)$/.exec(filter)
  const [, shareName, topicFilter] = match ?? []
  return shareName === undefined || topicFilter === undefined ? 'malformed' : { shareName, topicFilter }
}

/** The subscribers that share one name and filter: each message goes to one of them (BRK-221). */
export class ShareGroup {
  /** The filter as subscribed to, and the name of the group's queue. Client ids cannot begin with `$`, so no session has it. */
  readonly key: string
  readonly filter: string
  readonly members = new Map<Session, Subscription>()
  /** QoS 1 messages in the store that found no member online. */
  storedCount = 0

  constructor(key: string, filter: string) {
    this.key = key
    this.filter = filter
  }
}
