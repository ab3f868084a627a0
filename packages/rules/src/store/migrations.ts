import type { Migration } from '@iot-core-local/core'

/** Tables of the rules package. */
export const migrations: readonly Migration[] = [
  {
    version: 1,
    sql: `
      CREATE TABLE rules_topic_rules (
        rule_name     TEXT PRIMARY KEY,
        sql           TEXT NOT NULL,
        sql_version   TEXT NOT NULL,
        topic_filter  TEXT,
        description   TEXT,
        actions       TEXT NOT NULL,
        error_action  TEXT,
        is_disabled   INTEGER NOT NULL,
        created_at_ms INTEGER NOT NULL
      ) WITHOUT ROWID;
    `,
  },
]
