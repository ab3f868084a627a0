import type { Store } from '@iot-core-local/core'
import type { PackageVersion, S3Artifact, VersionStatus } from '../model/package-version.js'

interface VersionRow {
  readonly package_name: string
  readonly version_name: string
  readonly description: string | null
  readonly attributes: string
  readonly artifact: string | null
  readonly recipe: string | null
  readonly status: VersionStatus
  readonly created_at_ms: number
  readonly updated_at_ms: number
}

/** Versions of packages: prepared statements and row mapping. */
export class VersionsStore {
  readonly #put
  readonly #find
  readonly #list
  readonly #listOfStatus
  readonly #delete

  constructor({ db }: Store) {
    this.#put = db.prepare<[VersionRow]>(
      `INSERT INTO software_packages_versions
         (package_name, version_name, description, attributes, artifact, recipe, status, created_at_ms, updated_at_ms)
       VALUES (:package_name, :version_name, :description, :attributes, :artifact, :recipe, :status, :created_at_ms, :updated_at_ms)
       ON CONFLICT (package_name, version_name) DO UPDATE
       SET description = :description, attributes = :attributes, artifact = :artifact, recipe = :recipe, status = :status,
         updated_at_ms = :updated_at_ms`,
    )
    this.#find = db.prepare<[string, string], VersionRow>(
      'SELECT * FROM software_packages_versions WHERE package_name = ? AND version_name = ?',
    )
    this.#list = db.prepare<[string, string, number], VersionRow>(
      'SELECT * FROM software_packages_versions WHERE package_name = ? AND version_name > ? ORDER BY version_name LIMIT +?',
    )
    this.#listOfStatus = db.prepare<[string, string, string, number], VersionRow>(
      `SELECT * FROM software_packages_versions WHERE package_name = ? AND status = ? AND version_name > ?
       ORDER BY version_name LIMIT +?`,
    )
    this.#delete = db.prepare<[string, string]>('DELETE FROM software_packages_versions WHERE package_name = ? AND version_name = ?')
  }

  /** Writes a new version, or all that can change in one that is there. */
  put(version: PackageVersion): void {
    this.#put.run({
      package_name: version.packageName,
      version_name: version.versionName,
      description: version.description ?? null,
      attributes: JSON.stringify(version.attributes),
      artifact: version.artifact === undefined ? null : JSON.stringify(version.artifact),
      recipe: version.recipe ?? null,
      status: version.status,
      created_at_ms: version.createdAtMs,
      updated_at_ms: version.updatedAtMs,
    })
  }

  find(packageName: string, versionName: string): PackageVersion | undefined {
    const row = this.#find.get(packageName, versionName)
    return row === undefined ? undefined : toVersion(row)
  }

  hasAny(packageName: string): boolean {
    return this.#list.get(packageName, '', 1) !== undefined
  }

  /** By name, behind `afterName`; of one status, if one is given. */
  list(packageName: string, status: VersionStatus | undefined, afterName: string, limit: number): PackageVersion[] {
    const rows =
      status === undefined ? this.#list.all(packageName, afterName, limit) : this.#listOfStatus.all(packageName, status, afterName, limit)
    return rows.map(toVersion)
  }

  /** Whether there was one. */
  delete(packageName: string, versionName: string): boolean {
    return this.#delete.run(packageName, versionName).changes > 0
  }
}

function toVersion(row: VersionRow): PackageVersion {
  return {
    packageName: row.package_name,
    versionName: row.version_name,
    description: row.description ?? undefined,
    // Written by put above, so both are what it was given.
    attributes: JSON.parse(row.attributes) as Readonly<Record<string, string>>,
    artifact: row.artifact === null ? undefined : (JSON.parse(row.artifact) as S3Artifact),
    recipe: row.recipe ?? undefined,
    status: row.status,
    createdAtMs: row.created_at_ms,
    updatedAtMs: row.updated_at_ms,
  }
}
