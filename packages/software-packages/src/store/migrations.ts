import type { Migration } from '@iot-core-local/core'

export const migrations: readonly Migration[] = [
  {
    version: 1,
    sql: `
      CREATE TABLE software_packages_packages (
        package_name TEXT PRIMARY KEY,
        description TEXT,
        default_version_name TEXT,
        created_at_ms INTEGER NOT NULL,
        updated_at_ms INTEGER NOT NULL
      ) WITHOUT ROWID;

      CREATE TABLE software_packages_versions (
        package_name TEXT NOT NULL REFERENCES software_packages_packages (package_name),
        version_name TEXT NOT NULL,
        description TEXT,
        attributes TEXT NOT NULL,
        artifact TEXT,
        recipe TEXT,
        status TEXT NOT NULL,
        created_at_ms INTEGER NOT NULL,
        updated_at_ms INTEGER NOT NULL,
        PRIMARY KEY (package_name, version_name)
      ) WITHOUT ROWID;
      CREATE INDEX software_packages_versions_by_status ON software_packages_versions (package_name, status, version_name);

      CREATE TABLE software_packages_configuration (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        is_enabled INTEGER NOT NULL,
        role_arn TEXT
      );

      CREATE TABLE software_packages_requests (
        operation TEXT NOT NULL,
        client_token TEXT NOT NULL,
        digest TEXT NOT NULL,
        output TEXT NOT NULL,
        expires_at_ms INTEGER NOT NULL,
        PRIMARY KEY (operation, client_token)
      ) WITHOUT ROWID;
      CREATE INDEX software_packages_requests_expiry ON software_packages_requests (expires_at_ms);
    `,
  },
]
