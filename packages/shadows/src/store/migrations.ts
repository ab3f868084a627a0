import type { Migration } from '@iot-core-local/core'

/*
 * One row per shadow, also for one that was deleted less than 48 hours ago: `forget_at_ms` is then set, the sections are gone, and `version`
 * is the counter that the next document continues from (SHD-075). A classic shadow has the empty name.
 */
export const migrations: readonly Migration[] = [
  {
    version: 1,
    sql: `
      CREATE TABLE shadows_documents (
        id INTEGER PRIMARY KEY,
        thing_name TEXT NOT NULL,
        shadow_name TEXT NOT NULL,
        version INTEGER NOT NULL,
        updated_at_seconds INTEGER NOT NULL,
        desired TEXT,
        desired_metadata TEXT,
        reported TEXT,
        reported_metadata TEXT,
        forget_at_ms INTEGER,
        UNIQUE (thing_name, shadow_name)
      );
      CREATE INDEX shadows_documents_forget ON shadows_documents (forget_at_ms) WHERE forget_at_ms IS NOT NULL;
    `,
  },
]
