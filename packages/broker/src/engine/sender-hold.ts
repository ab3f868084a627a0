/** What a hold needs to know of its connection. */
export interface Holdable {
  hasEnded(): boolean
  /** Called when nobody is waited for any more. */
  onRelease(): void
}

/** Keeps senders from being read from while a reader is behind. One per connection, which may be sender and reader. */
export class SenderHold {
  readonly #connection: Holdable
  readonly #senders = new Set<SenderHold>()
  /** How many readers this connection waits for. */
  #count = 0

  constructor(connection: Holdable) {
    this.#connection = connection
  }

  /** Whether this connection may not be read from. */
  get isHeld(): boolean {
    return this.#count > 0
  }

  get holdsSenders(): boolean {
    return this.#senders.size > 0
  }

  /** Stops reading from this connection until `reader` has caught up. */
  holdFor(reader: SenderHold): void {
    if (reader === this || reader.#senders.has(this) || reader.#connection.hasEnded() || this.#connection.hasEnded()) return
    reader.#senders.add(this)
    this.#count++
  }

  /** Lets go of everyone who waits for this connection. */
  releaseSenders(): void {
    const senders = [...this.#senders]
    this.#senders.clear()
    for (const sender of senders) {
      sender.#count--
      if (sender.#count === 0) sender.#connection.onRelease()
    }
  }
}
