/** How a change tells the runners that there is something for them, without either side knowing the other. */
export class Wakeups {
  #onDeadline: (dueMs: number) => void = () => undefined
  #onTask: () => void = () => undefined

  listen(listeners: { readonly onDeadline: (dueMs: number) => void; readonly onTask: () => void }): void {
    this.#onDeadline = listeners.onDeadline
    this.#onTask = listeners.onTask
  }

  /** An execution has a deadline at `dueMs`. */
  deadline(dueMs: number): void {
    this.#onDeadline(dueMs)
  }

  /** A task was added. */
  task(): void {
    this.#onTask()
  }
}
