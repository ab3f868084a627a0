import { DEFAULT_PRESIGN_SECONDS } from '../limits.js'
import { cutDocument, type DocumentOwner, type DocumentPart, fillPresigned } from '../model/presigned-urls.js'
import type { JobObjects } from '../ports.js'
import type { JobsStore } from '../store/jobs-store.js'

/** Documents of jobs that are being handed out: 100,000 notifications of one job read its document once. */
const MAX_CACHED_DOCUMENTS = 16

interface CachedDocument {
  readonly text: string
  readonly parts: readonly DocumentPart[]
}

export class JobDocuments {
  readonly #jobs: JobsStore
  readonly #objects: JobObjects
  readonly #region: string
  readonly #cache = new Map<string, CachedDocument>()

  constructor(jobs: JobsStore, objects: JobObjects, region: string) {
    this.#jobs = jobs
    this.#objects = objects
    this.#region = region
  }

  /** The document's text as it was given (JOB-137). */
  textOf(jobId: string): string {
    return this.#find(jobId).text
  }

  /** The document as a device gets it: with URLs presigned now (JOB-206). */
  handedTo(owner: DocumentOwner): string {
    const { text, parts } = this.#find(owner.jobId)
    if (parts.length === 1) return text
    const expiresSeconds = this.#jobs.find(owner.jobId)?.config.presignedUrlConfig?.expiresInSec ?? DEFAULT_PRESIGN_SECONDS
    return fillPresigned(parts, owner, (template) => this.#objects.presign({ ...template, expiresSeconds }))
  }

  /** To be called when a job goes, or is not created after all: its id may come back with another document. */
  forget(jobId: string): void {
    this.#cache.delete(jobId)
  }

  #find(jobId: string): CachedDocument {
    const cached = this.#cache.get(jobId)
    if (cached !== undefined) return cached
    const text = this.#jobs.document(jobId)
    if (text === undefined) throw new Error(`Job ${jobId} has no document.`)
    if (this.#cache.size >= MAX_CACHED_DOCUMENTS) {
      const oldest = this.#cache.keys().next()
      if (oldest.done !== true) this.#cache.delete(oldest.value)
    }
    const document = { text, parts: cutDocument(text, this.#region) }
    this.#cache.set(jobId, document)
    return document
  }
}
