import type { Migration } from '@iot-core-local/core'

/*
 * Names are ASCII, so SQLite's binary order is their order. Every list is answered from an index that holds its filter first and its sort
 * key next. Members point to their group by a number that is never used again, so that a big group is gone with its row and the members' rows
 * can be cleared away in slices. The parent of a group never changes (REG-231), so the closure is written once, when the group is created.
 */
export const migrations: readonly Migration[] = [
  {
    version: 1,
    sql: `
      CREATE TABLE registry_thing (
        id INTEGER PRIMARY KEY,
        thing_name TEXT NOT NULL UNIQUE,
        thing_id TEXT NOT NULL,
        thing_type_name TEXT,
        billing_group_key INTEGER,
        attributes TEXT NOT NULL,
        version INTEGER NOT NULL
      );
      CREATE INDEX registry_thing_by_type ON registry_thing (thing_type_name, thing_name) WHERE thing_type_name IS NOT NULL;
      CREATE INDEX registry_thing_by_billing_group ON registry_thing (billing_group_key, thing_name) WHERE billing_group_key IS NOT NULL;

      CREATE TABLE registry_thing_attribute (
        attribute_name TEXT NOT NULL,
        attribute_value TEXT NOT NULL,
        thing_name TEXT NOT NULL,
        PRIMARY KEY (attribute_name, attribute_value, thing_name)
      ) WITHOUT ROWID;
      CREATE INDEX registry_thing_attribute_by_thing ON registry_thing_attribute (attribute_name, thing_name);

      CREATE TABLE registry_thing_type (
        thing_type_name TEXT PRIMARY KEY,
        thing_type_id TEXT NOT NULL,
        description TEXT,
        searchable_attributes TEXT NOT NULL,
        propagating_attributes TEXT,
        created_at_ms INTEGER NOT NULL,
        deprecated_at_ms INTEGER
      ) WITHOUT ROWID;

      CREATE TABLE registry_thing_group (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        thing_group_name TEXT NOT NULL UNIQUE,
        thing_group_id TEXT NOT NULL,
        parent_group_name TEXT,
        root_group_name TEXT NOT NULL,
        depth INTEGER NOT NULL,
        description TEXT,
        attributes TEXT NOT NULL,
        version INTEGER NOT NULL,
        created_at_ms INTEGER NOT NULL,
        index_name TEXT,
        query_string TEXT,
        query_version TEXT,
        status TEXT
      );
      CREATE INDEX registry_thing_group_by_parent ON registry_thing_group (parent_group_name, thing_group_name);
      CREATE INDEX registry_thing_group_dynamic ON registry_thing_group (thing_group_name) WHERE query_string IS NOT NULL;

      CREATE TABLE registry_thing_group_closure (
        ancestor_name TEXT NOT NULL,
        descendant_name TEXT NOT NULL,
        distance INTEGER NOT NULL,
        PRIMARY KEY (ancestor_name, descendant_name)
      ) WITHOUT ROWID;
      CREATE INDEX registry_thing_group_closure_upward ON registry_thing_group_closure (descendant_name, distance, ancestor_name);

      CREATE TABLE registry_membership (
        group_key INTEGER NOT NULL,
        thing_name TEXT NOT NULL,
        membership_id TEXT NOT NULL,
        PRIMARY KEY (group_key, thing_name)
      ) WITHOUT ROWID;
      CREATE INDEX registry_membership_by_thing ON registry_membership (thing_name, group_key);

      CREATE TABLE registry_billing_group (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        billing_group_name TEXT NOT NULL UNIQUE,
        billing_group_id TEXT NOT NULL,
        description TEXT,
        version INTEGER NOT NULL,
        created_at_ms INTEGER NOT NULL
      );

      CREATE TABLE registry_sweep (
        kind TEXT NOT NULL,
        group_key INTEGER NOT NULL,
        group_name TEXT NOT NULL,
        group_id TEXT NOT NULL,
        PRIMARY KEY (kind, group_key)
      ) WITHOUT ROWID;

      CREATE TABLE registry_thing_principal (
        principal TEXT NOT NULL,
        thing_name TEXT NOT NULL,
        is_exclusive INTEGER NOT NULL,
        PRIMARY KEY (principal, thing_name)
      ) WITHOUT ROWID;
      CREATE INDEX registry_thing_principal_by_thing ON registry_thing_principal (thing_name, principal, is_exclusive);
      CREATE INDEX registry_thing_principal_exclusive ON registry_thing_principal (principal, thing_name) WHERE is_exclusive = 1;

      CREATE TABLE registry_tag (
        resource_arn TEXT NOT NULL,
        tag_key TEXT NOT NULL,
        tag_value TEXT NOT NULL,
        PRIMARY KEY (resource_arn, tag_key)
      ) WITHOUT ROWID;

      CREATE TABLE registry_event_configuration (
        event_type TEXT PRIMARY KEY,
        is_enabled INTEGER NOT NULL,
        created_at_ms INTEGER NOT NULL,
        modified_at_ms INTEGER NOT NULL
      ) WITHOUT ROWID;
    `,
  },
]
