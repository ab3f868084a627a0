import type { Migration } from '@iot-core-local/core'

export const migrations: readonly Migration[] = [
  {
    version: 1,
    sql: `
      CREATE TABLE commands_commands (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        command_id TEXT NOT NULL UNIQUE,
        display_name TEXT,
        description TEXT,
        content BLOB,
        content_type TEXT,
        payload_template TEXT,
        output_format TEXT,
        mandatory_parameters TEXT,
        created_at_ms INTEGER NOT NULL,
        updated_at_ms INTEGER NOT NULL,
        deprecated_at_ms INTEGER,
        deletion_at_ms INTEGER
      );
      CREATE INDEX commands_listed ON commands_commands (seq) WHERE deletion_at_ms IS NULL;
      CREATE INDEX commands_pending_deletion ON commands_commands (deletion_at_ms) WHERE deletion_at_ms IS NOT NULL;

      CREATE TABLE commands_parameters (
        name TEXT NOT NULL,
        command_seq INTEGER NOT NULL REFERENCES commands_commands (seq) ON DELETE CASCADE,
        PRIMARY KEY (name, command_seq)
      ) WITHOUT ROWID;
      CREATE INDEX commands_parameters_of ON commands_parameters (command_seq);

      CREATE TABLE commands_executions (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        execution_id TEXT NOT NULL UNIQUE,
        command_id TEXT NOT NULL,
        target_kind TEXT NOT NULL,
        target_id TEXT NOT NULL,
        status TEXT NOT NULL,
        is_final INTEGER NOT NULL,
        reason_code TEXT,
        reason_description TEXT,
        result TEXT,
        parameters TEXT,
        execution_timeout_seconds INTEGER NOT NULL,
        created_at_ms INTEGER NOT NULL,
        updated_at_ms INTEGER NOT NULL,
        completed_at_ms INTEGER,
        deadline_ms INTEGER,
        expires_at_ms INTEGER NOT NULL,
        client_token TEXT,
        request_digest TEXT
      );
      CREATE INDEX commands_executions_of_command ON commands_executions (command_id, created_at_ms, seq, status);
      CREATE INDEX commands_executions_of_target ON commands_executions (target_kind, target_id, created_at_ms, seq, status);
      CREATE INDEX commands_completed_of_command ON commands_executions (command_id, completed_at_ms, seq, status) WHERE completed_at_ms IS NOT NULL;
      CREATE INDEX commands_completed_of_target ON commands_executions (target_kind, target_id, completed_at_ms, seq, status)
        WHERE completed_at_ms IS NOT NULL;
      CREATE INDEX commands_executions_deadline ON commands_executions (deadline_ms) WHERE deadline_ms IS NOT NULL;
      CREATE INDEX commands_executions_expiry ON commands_executions (expires_at_ms);
      CREATE UNIQUE INDEX commands_executions_token ON commands_executions (client_token) WHERE client_token IS NOT NULL;
    `,
  },
]
