import type { Logger } from '../log/logger.js'
import type { Store } from '../store/store.js'
import type { DomainEvent, DomainEventOf, DomainEventType } from './domain-event.js'

export interface EventBus {
  /** Hands `event` to the listeners once the running transaction has committed; at once when there is none. */
  publish(event: DomainEvent): void
  /** Calls `listener` for each event of `type`. Returns what ends it. A listener that throws is logged and hinders nobody. */
  on<Type extends DomainEventType>(type: Type, listener: (event: DomainEventOf<Type>) => void): () => void
  /** Calls `listener` for every event. */
  onAny(listener: (event: DomainEvent) => void): () => void
  /**
   * The next event of `type` that `matches`.
   * Rejects with the signal's reason when `signal` aborts first.
   */
  next<Type extends DomainEventType>(
    type: Type,
    matches?: (event: DomainEventOf<Type>) => boolean,
    signal?: AbortSignal,
  ): Promise<DomainEventOf<Type>>
}

export function createEventBus(store: Pick<Store, 'afterCommit'>, log: Logger): EventBus {
  return new InProcessEventBus(store, log)
}

type Listener = (event: DomainEvent) => void

class InProcessEventBus implements EventBus {
  readonly #store: Pick<Store, 'afterCommit'>
  readonly #log: Logger
  readonly #byType = new Map<DomainEventType, Set<Listener>>()
  readonly #all = new Set<Listener>()
  readonly #queue: DomainEvent[] = []
  #isDelivering = false

  constructor(store: Pick<Store, 'afterCommit'>, log: Logger) {
    this.#store = store
    this.#log = log
  }

  publish(event: DomainEvent): void {
    this.#store.afterCommit(() => {
      this.#queue.push(event)
      this.#deliver()
    })
  }

  on<Type extends DomainEventType>(type: Type, listener: (event: DomainEventOf<Type>) => void): () => void {
    // Delivery below looks listeners up by the event's own type, so each is called with its type only.
    const entry = listener as Listener
    const listeners = this.#byType.get(type) ?? new Set<Listener>()
    this.#byType.set(type, listeners.add(entry))
    return () => void listeners.delete(entry)
  }

  onAny(listener: Listener): () => void {
    this.#all.add(listener)
    return () => void this.#all.delete(listener)
  }

  next<Type extends DomainEventType>(
    type: Type,
    matches: (event: DomainEventOf<Type>) => boolean = () => true,
    signal?: AbortSignal,
  ): Promise<DomainEventOf<Type>> {
    return new Promise((resolve, reject) => {
      const fail = (): void => {
        stop()
        reject(signal?.reason instanceof Error ? signal.reason : new Error('Waiting was aborted.'))
      }
      const stop = this.on(type, (event) => {
        if (!matches(event)) return
        stop()
        signal?.removeEventListener('abort', fail)
        resolve(event)
      })
      if (signal?.aborted === true) fail()
      else signal?.addEventListener('abort', fail, { once: true })
    })
  }

  /** One event at a time, in order of commit, also when a listener causes further events. */
  #deliver(): void {
    if (this.#isDelivering) return
    this.#isDelivering = true
    try {
      for (let index = 0; index < this.#queue.length; index++) {
        const event = this.#queue[index]
        if (event === undefined) continue
        for (const listener of [...(this.#byType.get(event.type) ?? []), ...this.#all]) this.#call(listener, event)
      }
    } finally {
      this.#queue.length = 0
      this.#isDelivering = false
    }
  }

  #call(listener: Listener, event: DomainEvent): void {
    try {
      listener(event)
    } catch (error) {
      this.#log.error({ err: error, event: event.type }, 'a listener of a domain event failed')
    }
  }
}
