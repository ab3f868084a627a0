import type { Migration } from '@iot-core-local/core'

export const migrations: readonly Migration[] = [
  {
    version: 1,
    sql: `
      CREATE TABLE broker_sessions (
        client_id TEXT PRIMARY KEY,
        protocol_version INTEGER NOT NULL,
        expiry_seconds INTEGER NOT NULL,
        expires_at_ms INTEGER
      ) WITHOUT ROWID;
      CREATE INDEX broker_sessions_by_expiry ON broker_sessions (expires_at_ms) WHERE expires_at_ms IS NOT NULL;
      CREATE TABLE broker_subscriptions (
        client_id TEXT NOT NULL,
        filter TEXT NOT NULL,
        qos INTEGER NOT NULL,
        is_no_local INTEGER NOT NULL,
        is_retain_as_published INTEGER NOT NULL,
        PRIMARY KEY (client_id, filter)
      ) WITHOUT ROWID;
      CREATE TABLE broker_queue (
        id INTEGER PRIMARY KEY,
        queue_key TEXT NOT NULL,
        topic TEXT NOT NULL,
        payload BLOB NOT NULL,
        is_retained INTEGER NOT NULL,
        properties BLOB NOT NULL,
        expires_at_ms INTEGER,
        received_at_ms INTEGER NOT NULL
      );
      CREATE INDEX broker_queue_by_key ON broker_queue (queue_key, id);
      CREATE TABLE broker_retained (
        topic TEXT PRIMARY KEY,
        payload BLOB NOT NULL,
        qos INTEGER NOT NULL,
        properties BLOB NOT NULL,
        expires_at_ms INTEGER,
        updated_at_ms INTEGER NOT NULL
      );
      CREATE TABLE broker_clients (
        client_id TEXT PRIMARY KEY,
        version_number INTEGER NOT NULL,
        forget_at_ms INTEGER
      ) WITHOUT ROWID;
      CREATE INDEX broker_clients_by_forgetting ON broker_clients (forget_at_ms) WHERE forget_at_ms IS NOT NULL;
    `,
  },
]
