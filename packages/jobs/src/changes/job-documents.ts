import type { JobsStore } from '../store/jobs-store.js'

/** Documents of jobs that are being handed out: 100,000 notifications of one job read its document once. */
const MAX_CACHED_DOCUMENTS = 16

export class JobDocuments {
  readonly #jobs: JobsStore
  readonly #cache = new Map<string, string>()

  constructor(jobs: JobsStore) {
    this.#jobs = jobs
  }

  /** The document's text. */
  textOf(jobId: string): string {
    const cached = this.#cache.get(jobId)
    if (cached !== undefined) return cached
    const text = this.#jobs.document(jobId)
    if (text === undefined) throw new Error(`Job ${jobId} has no document.`)
    if (this.#cache.size >= MAX_CACHED_DOCUMENTS) {
      const oldest = this.#cache.keys().next()
      if (oldest.done !== true) this.#cache.delete(oldest.value)
    }
    this.#cache.set(jobId, text)
    return text
  }

  /** To be called when a job goes, or is not created after all: its id may come back with another document. */
  forget(jobId: string): void {
    this.#cache.delete(jobId)
  }
}
