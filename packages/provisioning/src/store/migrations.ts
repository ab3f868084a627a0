import type { Migration } from '@iot-core-local/core'

export const migrations: readonly Migration[] = [
  {
    version: 1,
    sql: `
      CREATE TABLE provisioning_templates (
        name TEXT PRIMARY KEY, description TEXT, is_enabled INTEGER NOT NULL, role_arn TEXT NOT NULL, type TEXT NOT NULL,
        hook_arn TEXT, hook_payload_version TEXT, default_version INTEGER NOT NULL, newest_version INTEGER NOT NULL,
        created_ms INTEGER NOT NULL, modified_ms INTEGER NOT NULL
      ) WITHOUT ROWID;
      CREATE TABLE provisioning_versions (
        name TEXT NOT NULL REFERENCES provisioning_templates (name) ON DELETE CASCADE, version INTEGER NOT NULL, body TEXT NOT NULL,
        created_ms INTEGER NOT NULL, PRIMARY KEY (name, version)
      ) WITHOUT ROWID;`,
  },
]
