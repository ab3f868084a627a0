import { EmulatorError } from '../errors/emulator-error.js'
import type { Database } from './store.js'

/** One step of a package's schema. Numbered from 1 without gaps; a released step is never edited. */
export interface Migration {
  readonly version: number
  /** The statements, separated by semicolons. */
  readonly sql: string
}

/**
 * Brings the tables of one package up to date, each step in the same transaction as its number.
 * @throws EmulatorError ICL_DATA_DIR_NEWER when the file was written by a program with more steps than this one knows.
 */
export function migrate(db: Database, packageName: string, migrations: readonly Migration[]): void {
  db.exec('CREATE TABLE IF NOT EXISTS core_migrations (package TEXT PRIMARY KEY, version INTEGER NOT NULL) WITHOUT ROWID')
  const apply = db.transaction(() => {
    const current =
      db.prepare<[string], { version: number }>('SELECT version FROM core_migrations WHERE package = ?').get(packageName)?.version ?? 0
    const newest = migrations.at(-1)?.version ?? 0
    if (current > newest) {
      throw new EmulatorError(
        'ICL_DATA_DIR_NEWER',
        `The data of '${packageName}' has format ${String(current)}; this version knows up to ${String(newest)}.`,
        {
          hint: 'Start the newer iot-core-local that wrote it, or point --data-dir to another folder.',
        },
      )
    }
    for (const [index, step] of migrations.entries()) {
      if (step.version !== index + 1)
        throw new Error(`Migration ${String(index + 1)} of ${packageName} is numbered ${String(step.version)}.`)
      if (step.version > current) db.exec(step.sql)
    }
    db.prepare(
      'INSERT INTO core_migrations (package, version) VALUES (?, ?) ON CONFLICT (package) DO UPDATE SET version = excluded.version',
    ).run(packageName, newest)
  })
  apply.immediate()
}
