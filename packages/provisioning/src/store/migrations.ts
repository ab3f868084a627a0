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
  {
    version: 4,
    sql: `
      CREATE TABLE provisioning_tasks (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, task_id TEXT NOT NULL UNIQUE, status TEXT NOT NULL, message TEXT, template_body TEXT NOT NULL,
        bucket TEXT NOT NULL, key TEXT NOT NULL, role_arn TEXT NOT NULL, created_ms INTEGER NOT NULL, modified_ms INTEGER NOT NULL,
        expires_ms INTEGER NOT NULL, success_count INTEGER NOT NULL, failure_count INTEGER NOT NULL, offset_bytes INTEGER NOT NULL,
        line_count INTEGER NOT NULL, percentage INTEGER NOT NULL
      );
      CREATE INDEX provisioning_tasks_by_status ON provisioning_tasks (status, seq);
      CREATE INDEX provisioning_tasks_by_expiry ON provisioning_tasks (expires_ms);
      CREATE TABLE provisioning_report_lines (
        task_id TEXT NOT NULL REFERENCES provisioning_tasks (task_id) ON DELETE CASCADE, report TEXT NOT NULL, line INTEGER NOT NULL, json TEXT NOT NULL,
        PRIMARY KEY (task_id, report, line)
      ) WITHOUT ROWID;`,
  },
]
