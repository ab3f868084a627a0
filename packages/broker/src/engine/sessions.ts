import type { AccountContext, TimerHandle, Timers } from '@iot-core-local/core'
import { MAX_SHARE_GROUPS, MAX_SHARE_GROUP_MEMBERS, VERSION_MEMORY_MS } from '../limits.js'
import type { MessageStore } from '../store/message-store.js'
import type { SessionStore } from '../store/session-store.js'
import type { Connection } from './connection.js'
import type { Message } from './message.js'
import { Session } from './session.js'
import { parseShare, ShareGroup } from './share-group.js'
import type { Subscription, SubscriptionTree } from './subscription-tree.js'
import type { TurnEnd } from './turn.js'
import type { Receivable } from './waiting-messages.js'

/** How long senders are held for a session that acknowledges nothing, in milliseconds of real time. */
const PATIENCE_MS = 1_000

export interface SessionsDeps {
  readonly deps: AccountContext & { readonly wallTimers: Timers }
  readonly options: { readonly maximumQueuedMessages: number; readonly maximumSessionExpirySeconds: number }
  readonly messages: MessageStore
  readonly store: SessionStore
  readonly tree: SubscriptionTree
  readonly turn: TurnEnd
}

/** The sessions of an account, connected or waiting to be resumed, and their subscriptions. */
export class Sessions {
  readonly #context: SessionsDeps
  readonly #sessions = new Map<string, Session>()
  readonly #groups = new Map<string, ShareGroup>()
  readonly #watched = new Set<Session>()
  #expiryTimer: TimerHandle | undefined
  #expiryDueMs = Infinity

  constructor(context: SessionsDeps) {
    this.#context = context
  }

  /** Takes up the sessions of the store. What was connected when the process ended counts as disconnected now. */
  load(): void {
    const { store, messages, deps } = this.#context
    const nowMs = deps.timers.now()
    const lengths = messages.queueLengths()
    for (const stored of store.all()) {
      const session = this.#newSession(stored.clientId, stored.protocolVersion, stored.expirySeconds)
      session.isStored = true
      session.storedCount = lengths.get(stored.clientId) ?? 0
      session.expiresAtMs = stored.expiresAtMs ?? nowMs + stored.expirySeconds * 1000
      this.#sessions.set(stored.clientId, session)
      if (stored.expiresAtMs === undefined) store.put({ ...stored, expiresAtMs: session.expiresAtMs })
    }
    for (const { clientId, subscription } of store.allSubscriptions()) {
      const session = this.#sessions.get(clientId)
      if (session !== undefined) this.#link(session, subscription)
    }
    for (const key of lengths.keys()) if (!this.#sessions.has(key) && !this.#groups.has(key)) messages.clear(key)
    for (const group of this.#groups.values()) group.storedCount = lengths.get(group.key) ?? 0
    store.closeOpenVersions(nowMs + VERSION_MEMORY_MS)
    store.forgetVersions(nowMs)
    this.#expireDue()
  }

  get(clientId: string): Session | undefined {
    return this.#sessions.get(clientId)
  }

  /** Opens the session of an accepted CONNECT: the stored one when it may be resumed, else a new one (BRK-060 to BRK-062). */
  open(clientId: string, protocolVersion: 4 | 5, isCleanStart: boolean, expirySeconds: number): { session: Session; isPresent: boolean } {
    const { store } = this.#context
    const known = this.#sessions.get(clientId)
    const isPresent = known !== undefined && !isCleanStart && known.protocolVersion === protocolVersion && known.isPersistent
    if (known !== undefined && !isPresent) this.end(known)
    const session = isPresent ? known : this.#newSession(clientId, protocolVersion, expirySeconds)
    session.expirySeconds = expirySeconds
    session.expiresAtMs = undefined
    this.#sessions.set(clientId, session)
    if (session.isPersistent) {
      session.isStored = true
      store.put({ clientId, protocolVersion, expirySeconds, expiresAtMs: undefined })
    }
    return { session, isPresent }
  }

  /** Counts a connection of the client (EVT-068). */
  nextVersion(clientId: string): number {
    return this.#context.store.nextVersion(clientId, this.#context.deps.timers.now())
  }

  /** The session's connection is gone: the clock of its life starts, or it ends (BRK-064). */
  suspend(session: Session, connection: Connection): void {
    if (session.connection !== connection) return
    this.#context.tree.version++
    session.suspend()
    this.#context.turn.schedule()
    const { store, deps } = this.#context
    const nowMs = deps.timers.now()
    if (!session.isPersistent) {
      store.forgetVersionAt(session.clientId, nowMs + VERSION_MEMORY_MS)
      this.end(session)
      return
    }
    session.expiresAtMs = nowMs + session.expirySeconds * 1000
    store.forgetVersionAt(session.clientId, session.expiresAtMs)
    store.put({
      clientId: session.clientId,
      protocolVersion: session.protocolVersion,
      expirySeconds: session.expirySeconds,
      expiresAtMs: session.expiresAtMs,
    })
    this.#armExpiry(session.expiresAtMs)
  }

  /** Ends a session: subscriptions and queue are gone (BRK-070). */
  end(session: Session): void {
    const { store, messages } = this.#context
    for (const subscription of session.subscriptions.values()) this.#unlink(session, subscription.filter)
    session.subscriptions.clear()
    if (this.#sessions.get(session.clientId) === session) this.#sessions.delete(session.clientId)
    if (!session.isStored) return
    session.isStored = false
    messages.clear(session.clientId)
    store.delete(session.clientId)
  }

  /** Adds or replaces a subscription. False when a limit of share groups is reached (BRK-222). */
  subscribe(session: Session, subscription: Subscription): boolean {
    if (!this.#hasRoom(session, subscription.filter)) return false
    this.#link(session, subscription)
    if (session.isPersistent) this.#context.store.putSubscription(session.clientId, subscription)
    return true
  }

  /** Removes a subscription. False when there was none. */
  unsubscribe(session: Session, filter: string): boolean {
    if (!session.subscriptions.delete(filter)) return false
    this.#unlink(session, filter)
    if (session.isPersistent) this.#context.store.deleteSubscription(session.clientId, filter)
    return true
  }

  /** Keeps a QoS 1 message until a member of the group is there (BRK-224). False when too many wait already: the newest is lost (BRK-225). */
  queueForGroup(group: ShareGroup, message: Message): boolean {
    if (group.storedCount >= this.#context.options.maximumQueuedMessages) return false
    group.storedCount++
    this.#context.messages.add(group.key, message, message.retain)
    this.#context.turn.schedule()
    return true
  }

  /** The session's groups that messages wait for, where it can take them. */
  waitingGroupsOf(session: Session): readonly ShareGroup[] {
    return [...session.subscriptions.values()].flatMap(({ filter, qos }) => {
      const group = this.#groups.get(filter)
      return qos === 0 || group === undefined || group.storedCount === 0 ? [] : [group]
    })
  }

  waitingTopics(group: ShareGroup): ReadonlySet<string> {
    return new Set(this.#context.messages.queueOf(group.key, group.storedCount).map(({ message }) => message.topic))
  }

  /** Hands a member what waits for the group and is receivable. */
  drainGroup(group: ShareGroup, session: Session, receivable: Receivable): void {
    const subscription = group.members.get(session)
    if (subscription === undefined) return
    const { messages, turn } = this.#context
    for (const { id, message } of messages.queueOf(group.key, group.storedCount)) {
      if (receivable(message.topic) !== true) continue
      group.storedCount--
      messages.remove(id)
      session.sendQos1(message, subscription.isRetainAsPublished && message.retain)
    }
    turn.schedule()
  }

  /** Holds `sender` while `session` acknowledges what it has; a session that does not is not waited for. */
  holdFor(sender: Connection, connection: Connection, session: Session): void {
    if (session.stalledAt === session.acknowledgedCount) return
    sender.hold.holdFor(connection.hold)
    if (this.#watched.has(session)) return
    this.#watched.add(session)
    const before = session.acknowledgedCount
    this.#context.deps.wallTimers.after(PATIENCE_MS, () => {
      this.#watched.delete(session)
      if (session.acknowledgedCount === before) session.stalledAt = before
      // Whoever sends on is held again while there is progress.
      if (!connection.outbox.isBlocked) connection.hold.releaseSenders()
    })
  }

  close(): void {
    this.#expiryTimer?.cancel()
  }

  #newSession(clientId: string, protocolVersion: 4 | 5, expirySeconds: number): Session {
    const { messages, options } = this.#context
    return new Session({ clientId, protocolVersion, expirySeconds, messages, maximumQueued: options.maximumQueuedMessages })
  }

  #hasRoom(session: Session, filter: string): boolean {
    const share = parseShare(filter)
    if (share === undefined) return true
    const group = this.#groups.get(filter)
    return group === undefined
      ? this.#groups.size < MAX_SHARE_GROUPS
      : group.members.has(session) || group.members.size < MAX_SHARE_GROUP_MEMBERS
  }

  #link(session: Session, subscription: Subscription): void {
    session.subscriptions.set(subscription.filter, subscription)
    const share = parseShare(subscription.filter)
    if (share === undefined || share === 'malformed') {
      this.#context.tree.add(session, subscription)
      return
    }
    let group = this.#groups.get(subscription.filter)
    if (group === undefined) {
      group = new ShareGroup(subscription.filter, share.topicFilter)
      this.#groups.set(subscription.filter, group)
      this.#context.tree.addGroup(group)
    }
    group.members.set(session, subscription)
    this.#context.tree.version++
  }

  #unlink(session: Session, filter: string): void {
    const group = this.#groups.get(filter)
    if (group === undefined) {
      this.#context.tree.remove(session, filter)
      return
    }
    group.members.delete(session)
    this.#context.tree.version++
    if (group.members.size > 0) return
    this.#groups.delete(filter)
    this.#context.tree.removeGroup(group)
    this.#context.messages.clear(group.key)
  }

  #armExpiry(dueMs: number): void {
    if (dueMs >= this.#expiryDueMs) return
    this.#expiryTimer?.cancel()
    this.#expiryDueMs = dueMs
    this.#expiryTimer = this.#context.deps.timers.at(dueMs, () => {
      this.#expireDue()
    })
  }

  #expireDue(): void {
    this.#expiryDueMs = Infinity
    const nowMs = this.#context.deps.timers.now()
    let nextMs = Infinity
    for (const session of [...this.#sessions.values()]) {
      if (session.expiresAtMs === undefined) continue
      if (session.expiresAtMs <= nowMs) this.end(session)
      else nextMs = Math.min(nextMs, session.expiresAtMs)
    }
    this.#context.store.forgetVersions(nowMs)
    if (nextMs !== Infinity) this.#armExpiry(nextMs)
  }
}
