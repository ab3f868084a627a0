import type { Migration } from '@iot-core-local/core'

/*
 * A term is one row of `indexer_terms`, in two orders: by value for look-ups and ranges, by document for "which values has this one".
 * The column `value` has no type on purpose: SQLite then sorts all numbers before all texts, so ranges of either never see the other.
 */
export const INDEXER_MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    sql: `
      CREATE TABLE indexer_indexes (
        index_name TEXT PRIMARY KEY,
        status TEXT NOT NULL,
        configuration TEXT NOT NULL,
        searchable TEXT NOT NULL,
        build INTEGER NOT NULL,
        is_current INTEGER NOT NULL
      ) WITHOUT ROWID;
      CREATE TABLE indexer_documents (
        doc_id INTEGER PRIMARY KEY AUTOINCREMENT,
        index_name TEXT NOT NULL,
        name TEXT NOT NULL,
        build INTEGER NOT NULL,
        UNIQUE (index_name, name)
      );
      CREATE INDEX indexer_documents_in_order ON indexer_documents (index_name, doc_id);
      CREATE INDEX indexer_documents_by_build ON indexer_documents (index_name, build, doc_id);
      CREATE TABLE indexer_parts (
        doc_id INTEGER NOT NULL,
        part TEXT NOT NULL,
        body TEXT NOT NULL,
        PRIMARY KEY (doc_id, part)
      );
      CREATE TABLE indexer_fields (
        field_id INTEGER PRIMARY KEY,
        index_name TEXT NOT NULL,
        field TEXT NOT NULL,
        UNIQUE (index_name, field)
      );
      CREATE TABLE indexer_terms (
        field_id INTEGER NOT NULL,
        value NOT NULL,
        doc_id INTEGER NOT NULL,
        PRIMARY KEY (field_id, value, doc_id)
      ) WITHOUT ROWID;
      CREATE UNIQUE INDEX indexer_terms_by_document ON indexer_terms (field_id, doc_id, value);
      CREATE VIRTUAL TABLE indexer_points USING rtree (
        doc_id, min_latitude, max_latitude, min_longitude, max_longitude, +latitude REAL, +longitude REAL
      );
    `,
  },
  {
    version: 2,
    sql: `
      CREATE TABLE indexer_refusals (
        doc_id INTEGER NOT NULL,
        thing_group_name TEXT NOT NULL,
        PRIMARY KEY (doc_id, thing_group_name)
      ) WITHOUT ROWID;
    `,
  },
]
