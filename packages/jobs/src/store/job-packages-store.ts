import type { Store } from '@iot-core-local/core'
import type { DestinationVersion } from '../model/package-versions.js'

/** The package versions of jobs that bring any, as they were found when the job was created (JOB-119). */
export class JobPackagesStore {
  readonly #insert
  readonly #find
  readonly #delete

  constructor({ db }: Store) {
    this.#insert = db.prepare<[string, string]>('INSERT INTO jobs_packages (job_id, versions) VALUES (?, ?)')
    this.#find = db.prepare<[string], { readonly versions: string }>('SELECT versions FROM jobs_packages WHERE job_id = ?')
    this.#delete = db.prepare<[string]>('DELETE FROM jobs_packages WHERE job_id = ?')
  }

  insert(jobId: string, versions: readonly DestinationVersion[]): void {
    if (versions.length > 0) this.#insert.run(jobId, JSON.stringify(versions))
  }

  of(jobId: string): readonly DestinationVersion[] {
    const row = this.#find.get(jobId)
    // Written by insert above, so it is what it was given.
    return row === undefined ? [] : (JSON.parse(row.versions) as readonly DestinationVersion[])
  }

  delete(jobId: string): void {
    this.#delete.run(jobId)
  }
}
