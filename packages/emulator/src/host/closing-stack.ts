/** Ends what was started, last started first. Failures are collected; the rest is ended all the same. */
export class ClosingStack {
  readonly #closers: (() => void | Promise<void>)[] = []
  #closing: Promise<void> | undefined

  add(closer: () => void | Promise<void>): void {
    this.#closers.push(closer)
  }

  /** May be called again: every call resolves with the first. @throws AggregateError when something could not be ended. */
  close(): Promise<void> {
    return (this.#closing ??= this.#run())
  }

  async #run(): Promise<void> {
    const errors: unknown[] = []
    for (let closer = this.#closers.pop(); closer !== undefined; closer = this.#closers.pop()) {
      try {
        await closer()
      } catch (error) {
        errors.push(error)
      }
    }
    if (errors.length > 0) throw new AggregateError(errors, 'Not everything could be closed.')
  }
}
