import type { MessageSink, PublishedMessage } from '@iot-core-local/broker'

/** Passes messages on to the rules engine, and shows them to whoever listens in the host program. */
export class MessageTap implements MessageSink {
  readonly #rules: () => MessageSink
  readonly #listeners = new Set<(message: PublishedMessage) => void>()

  constructor(rules: () => MessageSink) {
    this.#rules = rules
  }

  accept(message: PublishedMessage): void {
    for (const listener of this.#listeners) listener(message)
    this.#rules().accept(message)
  }

  hasInterest(topic: string): boolean {
    return this.#listeners.size > 0 || this.#rules().hasInterest(topic)
  }

  add(listener: (message: PublishedMessage) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }
}
