import type { Store } from '@iot-core-local/core'

/** Whether the service that used the store before was closed, or ended in the middle of things. */
export class RunStore {
  readonly #read
  readonly #write

  constructor({ db }: Store) {
    this.#read = db.prepare<[], { was_closed: number }>('SELECT was_closed FROM jobs_run WHERE id = 1')
    this.#write = db.prepare<[number]>('UPDATE jobs_run SET was_closed = ? WHERE id = 1')
  }

  /** Answers whether the last run was closed. From now on this one counts as not closed. */
  open(): boolean {
    const wasClosed = this.#read.get()?.was_closed === 1
    this.#write.run(0)
    return wasClosed
  }

  close(): void {
    this.#write.run(1)
  }
}
