import type { Access, AccountContext } from '@iot-core-local/core'
import { HOLD_SENDERS_MESSAGES, MAX_CACHED_ROUTES } from '../limits.js'
import type { MessageSink } from '../ports.js'
import type { Connection } from './connection.js'
import type { Message } from './message.js'
import { isDecided, type Route, type RouteTarget } from './route.js'
import type { Session } from './session.js'
import type { Sessions } from './sessions.js'
import type { ShareGroup } from './share-group.js'
import type { Subscription, SubscriptionTree } from './subscription-tree.js'
import type { TurnEnd } from './turn.js'

export interface DeliveryContext {
  readonly deps: AccountContext & { readonly access: Access; readonly sink: MessageSink }
  readonly options: { readonly maximumQueuedMessages: number }
  readonly tree: SubscriptionTree
  readonly sessions: Sessions
  readonly turn: TurnEnd
}

/** Takes messages to whoever is subscribed and may receive them. */
export class Delivery {
  readonly #context: DeliveryContext
  readonly #routes = new Map<string, Route>()

  constructor(context: DeliveryContext) {
    this.#context = context
  }

  /**
   * Gives a message to subscribers, their queues and the rules. A promise when policies have to be asked first: whoever keeps an order waits for it.
   * `sender` is held back while a reader is behind.
   */
  publish(message: Message, sender?: Connection): Promise<void> | undefined {
    const route = this.#route(message.topic)
    const epoch = this.#context.deps.access.epoch
    if (!isRouteDecided(route, epoch)) return this.#decideAndDeliver(message, sender)
    this.#deliver(route, message, sender)
    return undefined
  }

  #route(topic: string): Route {
    const known = this.#routes.get(topic)
    if (known?.version === this.#context.tree.version) return known
    const matches = this.#context.tree.match(topic)
    const target = ([session, subscription]: [Session, Subscription]): RouteTarget => ({
      session,
      subscription,
      connection: undefined,
      decision: undefined,
      isJustDecided: false,
    })
    const route: Route = {
      topic,
      version: this.#context.tree.version,
      targets: [...matches.sessions].map(target),
      groups: [...matches.groups].map((group) => ({ group, targets: [...group.members].map(target) })),
    }
    if (this.#routes.size >= MAX_CACHED_ROUTES) this.#routes.clear()
    this.#routes.set(topic, route)
    return route
  }

  async #decideAndDeliver(message: Message, sender: Connection | undefined): Promise<void> {
    for (;;) {
      const route = this.#route(message.topic)
      const epoch = this.#context.deps.access.epoch
      for (const target of route.targets) await this.#decide(target, message.topic, epoch)
      for (const group of route.groups) for (const target of group.targets) await this.#decide(target, message.topic, epoch)
      const current = this.#route(message.topic)
      if (!isRouteDecided(current, this.#context.deps.access.epoch)) continue
      this.#deliver(current, message, sender)
      return
    }
  }

  async #decide(target: RouteTarget, topic: string, epoch: number): Promise<void> {
    if (isDecided(target, epoch)) return
    const { connection } = target.session
    const accepted = connection?.accepted
    if (connection === undefined || accepted === undefined) return
    target.decision = await accepted.cache.ask({
      action: 'iot:Receive',
      resource: this.#context.deps.arns.topic(topic),
      eventType: 'Publish-Out',
      topic,
    })
    target.connection = connection
    target.isJustDecided = true
  }

  #deliver(route: Route, message: Message, sender: Connection | undefined): void {
    for (const target of route.targets) this.#deliverTo(target, message, sender, undefined)
    for (const { group, targets } of route.groups) this.#deliverToGroup(group, targets, message, sender)
    if (this.#context.deps.sink.hasInterest(message.topic)) this.#context.deps.sink.accept(message)
  }

  /** False when the message went nowhere. */
  #deliverTo(target: RouteTarget, message: Message, sender: Connection | undefined, group: ShareGroup | undefined): boolean {
    const { session, subscription } = target
    const { connection } = session
    const isQos1 = message.qos === 1 && subscription.qos === 1
    const isRetained = subscription.isRetainAsPublished && message.retain
    if (connection === undefined) {
      if (!isQos1 || group !== undefined) return false
      this.#noteQueued(session, message, session.sendQos1(message, isRetained))
      return true
    }
    const { decision } = target
    if (decision === undefined) return false
    // Asking has counted this delivery already.
    if (target.isJustDecided) target.isJustDecided = false
    else decision.record.again()
    if (!decision.isAllowed) return false
    if (subscription.isNoLocal && sender === connection) return true
    if (isQos1) {
      const outcome = session.sendQos1(message, isRetained)
      if (outcome === 'dropped') this.#noteQueued(session, message, outcome)
      if (sender !== undefined && session.waitingCount > HOLD_SENDERS_MESSAGES) this.#context.sessions.holdFor(sender, connection, session)
    } else {
      connection.sendPublish(message, 0, isRetained, 0)
    }
    if (sender !== undefined && connection.outbox.isBlocked) sender.hold.holdFor(connection.hold)
    return true
  }

  #deliverToGroup(group: ShareGroup, targets: readonly RouteTarget[], message: Message, sender: Connection | undefined): void {
    const online = targets.filter((target) => target.session.connection !== undefined && target.decision?.isAllowed === true)
    const chosen = online[Math.floor(this.#context.deps.ids.fraction() * online.length)]
    if (chosen !== undefined) {
      this.#deliverTo(chosen, message, sender, group)
      return
    }
    const mayQueue = message.qos === 1 && targets.some(({ session, subscription }) => session.isPersistent && subscription.qos === 1)
    if (mayQueue && !this.#context.sessions.queueForGroup(group, message)) this.#noteDropped(message, group.key, {})
  }

  #noteQueued(session: Session, message: Message, outcome: 'sent' | 'queued' | 'dropped'): void {
    if (outcome === 'queued') this.#context.turn.schedule()
    if (outcome !== 'dropped' || !session.isPersistent) return
    this.#noteDropped(message, 'the client', { clientId: session.clientId })
  }

  #noteDropped(message: Message, receiver: string, who: { readonly clientId?: string }): void {
    this.#context.deps.decisions.record({
      kind: 'packet',
      outcome: 'failed',
      eventType: 'Queued',
      reason: 'QUEUE_LIMIT',
      explanation: `The message is dropped: ${this.#context.options.maximumQueuedMessages} messages already wait for ${receiver}, and new ones are lost (BRK-067).`,
      topic: message.topic,
      ...who,
    })
  }
}

function isRouteDecided(route: Route, epoch: number): boolean {
  for (const target of route.targets) if (!isDecided(target, epoch)) return false
  for (const group of route.groups) for (const target of group.targets) if (!isDecided(target, epoch)) return false
  return true
}
