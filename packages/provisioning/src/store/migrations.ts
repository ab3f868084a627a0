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
  {
    version: 2,
    sql: `
      CREATE TABLE provisioning_tokens (token TEXT PRIMARY KEY, certificate_id TEXT NOT NULL, expires_ms INTEGER NOT NULL) WITHOUT ROWID;
      CREATE INDEX provisioning_tokens_by_expiry ON provisioning_tokens (expires_ms);
      CREATE TABLE provisioning_claims (certificate_id TEXT PRIMARY KEY, template_name TEXT NOT NULL, expires_ms INTEGER NOT NULL) WITHOUT ROWID;
      CREATE INDEX provisioning_claims_by_expiry ON provisioning_claims (expires_ms);`,
  },
  {
    version: 3,
    sql: `
      CREATE TABLE provisioning_certificate_providers (
        name TEXT PRIMARY KEY, function_arn TEXT NOT NULL, created_ms INTEGER NOT NULL, modified_ms INTEGER NOT NULL
      ) WITHOUT ROWID;`,
  },
]
