import type { PolicyAction } from '@iot-core-local/core'
import type { Accepted } from './accepted.js'
import type { Connection } from './connection.js'
import type { Engine } from './engine.js'
import { Message } from './message.js'
import type { DisconnectReason } from './reason-code.js'

/** Publishes what clients left to be said when they are gone (BRK section 8). */
export class Wills {
  readonly #engine: Engine
  readonly #pending = new Set<Promise<void>>()

  constructor(engine: Engine) {
    this.#engine = engine
  }

  /** Publishes the will of a connection that has ended, unless it ended in good order (BRK-170) or may not be published any more (SEC-807). */
  publishFor(connection: Connection, reason: DisconnectReason): void {
    const { accepted } = connection
    if (accepted?.will === undefined || connection.willIsCancelled) return
    if (reason === 'CLIENT_INITIATED_DISCONNECT' && !connection.willIsWanted) return
    const will = this.#messageOf(connection, accepted, accepted.will)
    const isAllowed = connection.principalIsGone || this.#isStillAllowed(accepted, will.topic)
    const publishing = typeof isAllowed === 'boolean' ? this.#publish(will, isAllowed) : isAllowed.then((may) => this.#publish(will, may))
    if (publishing !== undefined) this.#follow(publishing, connection)
  }

  /** Resolves when no will waits for its policies any more. */
  async settled(): Promise<void> {
    await Promise.all(this.#pending)
  }

  /** What CONNECT was told holds while no policy has changed; after that the policies are asked again. */
  #isStillAllowed({ cache, isWillRetained }: Accepted, topic: string): boolean | Promise<boolean> {
    const actions: PolicyAction[] = isWillRetained ? ['iot:Publish', 'iot:RetainPublish'] : ['iot:Publish']
    const resource = this.#engine.deps.arns.topic(topic)
    const ask = async (asked: readonly PolicyAction[]): Promise<boolean> => {
      for (const action of asked) {
        const decision = await cache.ask({ action, resource, eventType: 'Publish-In', topic })
        if (!decision.isAllowed) return false
      }
      return true
    }
    for (const [index, action] of actions.entries()) {
      const kept = cache.again(action, resource)
      if (kept === undefined) return ask(actions.slice(index))
      if (!kept.isAllowed) return false
    }
    return true
  }

  #publish(will: Message, isAllowed: boolean): Promise<void> | undefined {
    if (!isAllowed) return undefined
    if (will.retain) this.#engine.retain(will)
    return this.#engine.publish(will)
  }

  /** The message with the life that begins when the client is gone (BRK-173). */
  #messageOf(connection: Connection, accepted: Accepted, will: Message): Message {
    const nowMs = this.#engine.timers.now()
    const expirySeconds = accepted.willExpirySeconds
    return new Message({
      topic: will.topic,
      payload: will.payload,
      qos: will.qos,
      isRetained: accepted.isWillRetained,
      properties: will.rawProperties,
      expiresAtMs: expirySeconds === undefined ? undefined : nowMs + expirySeconds * 1000,
      origin: connection.origin,
      receivedAtMs: nowMs,
    })
  }

  #follow(publishing: Promise<void>, connection: Connection): void {
    const pending = publishing
      .catch((error: unknown) => {
        this.#engine.log.error({ err: error, clientId: connection.clientId }, 'a will could not be published')
      })
      .then(() => {
        this.#pending.delete(pending)
      })
    this.#pending.add(pending)
    void this.#engine.timers.track(pending)
  }
}
