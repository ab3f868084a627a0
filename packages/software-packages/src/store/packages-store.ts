import type { Store } from '@iot-core-local/core'
import type { SoftwarePackage } from '../model/package.js'

interface PackageRow {
  readonly package_name: string
  readonly description: string | null
  readonly default_version_name: string | null
  readonly created_at_ms: number
  readonly updated_at_ms: number
}

/** Packages: prepared statements and row mapping. */
export class PackagesStore {
  readonly #put
  readonly #find
  readonly #list
  readonly #delete

  constructor({ db }: Store) {
    this.#put = db.prepare<[PackageRow]>(
      `INSERT INTO software_packages_packages (package_name, description, default_version_name, created_at_ms, updated_at_ms)
       VALUES (:package_name, :description, :default_version_name, :created_at_ms, :updated_at_ms)
       ON CONFLICT (package_name) DO UPDATE
       SET description = :description, default_version_name = :default_version_name, updated_at_ms = :updated_at_ms`,
    )
    this.#find = db.prepare<[string], PackageRow>('SELECT * FROM software_packages_packages WHERE package_name = ?')
    this.#list = db.prepare<[string, number], PackageRow>(
      'SELECT * FROM software_packages_packages WHERE package_name > ? ORDER BY package_name LIMIT +?',
    )
    this.#delete = db.prepare<[string]>('DELETE FROM software_packages_packages WHERE package_name = ?')
  }

  /** Writes a new package, or all that can change in one that is there. */
  put(one: SoftwarePackage): void {
    this.#put.run({
      package_name: one.packageName,
      description: one.description ?? null,
      default_version_name: one.defaultVersionName ?? null,
      created_at_ms: one.createdAtMs,
      updated_at_ms: one.updatedAtMs,
    })
  }

  find(packageName: string): SoftwarePackage | undefined {
    const row = this.#find.get(packageName)
    return row === undefined ? undefined : toPackage(row)
  }

  /** By name, behind `afterName`. */
  list(afterName: string, limit: number): SoftwarePackage[] {
    return this.#list.all(afterName, limit).map(toPackage)
  }

  /** To be called when its versions are gone. */
  delete(packageName: string): void {
    this.#delete.run(packageName)
  }
}

function toPackage(row: PackageRow): SoftwarePackage {
  return {
    packageName: row.package_name,
    description: row.description ?? undefined,
    defaultVersionName: row.default_version_name ?? undefined,
    createdAtMs: row.created_at_ms,
    updatedAtMs: row.updated_at_ms,
  }
}
