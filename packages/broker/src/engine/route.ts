import type { CachedDecision } from '../authorization/decision-cache.js'
import type { Connection } from './connection.js'
import type { Session } from './session.js'
import type { ShareGroup } from './share-group.js'
import type { Subscription } from './subscription-tree.js'

/** One session that a topic's messages go to, with the decision whether its connection may receive them. */
export interface RouteTarget {
  readonly session: Session
  readonly subscription: Subscription
  /** The connection that `decision` is about. */
  connection: Connection | undefined
  decision: CachedDecision | undefined
  /** Whether the decision was asked for and not applied yet. */
  isJustDecided: boolean
}

/** Where the messages of one topic go, as of one version of the subscriptions. */
export interface Route {
  readonly topic: string
  readonly version: number
  readonly targets: readonly RouteTarget[]
  readonly groups: readonly { readonly group: ShareGroup; readonly targets: readonly RouteTarget[] }[]
}

/** Whether the target's decision is in force; true also when there is nobody to decide about. */
export function isDecided(target: RouteTarget, epoch: number): boolean {
  const { connection } = target.session
  return connection === undefined || (target.connection === connection && target.decision?.epoch === epoch)
}
