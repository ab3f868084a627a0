import { DEFAULT_PRESIGN_SECONDS } from '../limits.js'
import { cutDocument, type CutDocument } from '../model/cut-document.js'
import { type DocumentOwner, fillPresigned } from '../model/presigned-urls.js'
import type { JobObjects } from '../ports.js'
import type { JobPackagesStore } from '../store/job-packages-store.js'
import type { JobsStore } from '../store/jobs-store.js'

/** Documents of jobs that are being handed out: 100,000 notifications of one job read its document once. */
const MAX_CACHED_DOCUMENTS = 16

interface CachedDocument extends CutDocument {
  readonly source: string
}

export class JobDocuments {
  readonly #jobs: JobsStore
  readonly #packages: JobPackagesStore
  readonly #objects: JobObjects
  readonly #region: string
  readonly #cache = new Map<string, CachedDocument>()

  constructor(jobs: JobsStore, packages: JobPackagesStore, objects: JobObjects, region: string) {
    this.#jobs = jobs
    this.#packages = packages
    this.#objects = objects
    this.#region = region
  }

  /** The document's text as it was given, byte for byte (JOB-136). */
  sourceOf(jobId: string): string {
    return this.#find(jobId).source
  }

  /** The same with the contents of packages in place of their placeholders (JOB-136, JOB-137). */
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
    const source = this.#jobs.document(jobId)
    if (source === undefined) throw new Error(`Job ${jobId} has no document.`)
    if (this.#cache.size >= MAX_CACHED_DOCUMENTS) {
      const oldest = this.#cache.keys().next()
      if (oldest.done !== true) this.#cache.delete(oldest.value)
    }
    const document = { source, ...cutDocument(source, { region: this.#region, packages: this.#packages.of(jobId) }) }
    this.#cache.set(jobId, document)
    return document
  }
}
