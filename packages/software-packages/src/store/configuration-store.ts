import type { Store } from '@iot-core-local/core'

/** `versionUpdateByJobsConfig` of the account. */
export interface PackageConfiguration {
  readonly isEnabled: boolean
  readonly roleArn: string | undefined
}

const DEFAULT: PackageConfiguration = { isEnabled: false, roleArn: undefined }

/** The configuration of the catalog: one row, once it was changed. */
export class ConfigurationStore {
  readonly #put
  readonly #read

  constructor({ db }: Store) {
    this.#put = db.prepare<[number, string | null]>(
      `INSERT INTO software_packages_configuration (id, is_enabled, role_arn) VALUES (1, ?, ?)
       ON CONFLICT (id) DO UPDATE SET is_enabled = excluded.is_enabled, role_arn = excluded.role_arn`,
    )
    this.#read = db.prepare<[], { readonly is_enabled: number; readonly role_arn: string | null }>(
      'SELECT is_enabled, role_arn FROM software_packages_configuration WHERE id = 1',
    )
  }

  read(): PackageConfiguration {
    const row = this.#read.get()
    return row === undefined ? DEFAULT : { isEnabled: row.is_enabled === 1, roleArn: row.role_arn ?? undefined }
  }

  write({ isEnabled, roleArn }: PackageConfiguration): void {
    this.#put.run(isEnabled ? 1 : 0, roleArn ?? null)
  }
}
