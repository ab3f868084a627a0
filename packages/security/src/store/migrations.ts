import type { Migration } from '@iot-core-local/core'

/** `seq` orders by creation and is what page markers hold; it is never used twice. Times are epoch milliseconds. */
export const MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    sql: `
      CREATE TABLE security_certificates (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        certificate_id TEXT NOT NULL UNIQUE,
        pem TEXT NOT NULL,
        status TEXT NOT NULL,
        mode TEXT NOT NULL,
        ca_certificate_id TEXT,
        previous_owned_by TEXT,
        generation_id TEXT NOT NULL,
        customer_version INTEGER NOT NULL,
        created_ms INTEGER NOT NULL,
        modified_ms INTEGER NOT NULL,
        not_before_ms INTEGER NOT NULL,
        not_after_ms INTEGER NOT NULL,
        transferred_to TEXT,
        transfer_message TEXT,
        reject_reason TEXT,
        transfer_ms INTEGER,
        accept_ms INTEGER,
        reject_ms INTEGER
      );
      CREATE INDEX security_certificates_by_ca ON security_certificates (ca_certificate_id, seq) WHERE ca_certificate_id IS NOT NULL;
      CREATE INDEX security_certificates_outgoing ON security_certificates (seq) WHERE transferred_to IS NOT NULL;
      CREATE TABLE security_ca_certificates (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        certificate_id TEXT NOT NULL UNIQUE,
        pem TEXT NOT NULL,
        subject TEXT NOT NULL,
        status TEXT NOT NULL,
        auto_registration TEXT NOT NULL,
        mode TEXT NOT NULL,
        template_name TEXT,
        template_body TEXT,
        role_arn TEXT,
        generation_id TEXT NOT NULL,
        customer_version INTEGER NOT NULL,
        created_ms INTEGER NOT NULL,
        modified_ms INTEGER NOT NULL,
        not_before_ms INTEGER NOT NULL,
        not_after_ms INTEGER NOT NULL
      );
      CREATE INDEX security_ca_certificates_by_subject ON security_ca_certificates (subject);
      CREATE INDEX security_ca_certificates_by_template ON security_ca_certificates (template_name, seq) WHERE template_name IS NOT NULL;
      CREATE TABLE security_policies (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL UNIQUE,
        default_version INTEGER NOT NULL,
        last_version INTEGER NOT NULL,
        generation_id TEXT NOT NULL,
        created_ms INTEGER NOT NULL,
        modified_ms INTEGER NOT NULL
      );
      CREATE TABLE security_policy_versions (
        policy_seq INTEGER NOT NULL REFERENCES security_policies (seq) ON DELETE CASCADE,
        version INTEGER NOT NULL,
        document TEXT NOT NULL,
        created_ms INTEGER NOT NULL,
        PRIMARY KEY (policy_seq, version)
      ) WITHOUT ROWID;
      CREATE TABLE security_attachments (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        policy_seq INTEGER NOT NULL REFERENCES security_policies (seq),
        target TEXT NOT NULL,
        is_group INTEGER NOT NULL,
        UNIQUE (target, policy_seq)
      );
      CREATE INDEX security_attachments_by_policy ON security_attachments (policy_seq, seq);
      CREATE INDEX security_attachments_of_groups ON security_attachments (is_group) WHERE is_group = 1;
      CREATE TABLE security_registration_code (id INTEGER PRIMARY KEY CHECK (id = 1), code TEXT NOT NULL);
    `,
  },
  {
    version: 2,
    sql: 'CREATE TABLE security_ended_transfers (certificate_id TEXT PRIMARY KEY) WITHOUT ROWID;',
  },
  {
    version: 3,
    sql: `
      CREATE TABLE security_role_aliases (
        name TEXT PRIMARY KEY,
        role_arn TEXT NOT NULL,
        duration_seconds INTEGER NOT NULL,
        created_ms INTEGER NOT NULL,
        modified_ms INTEGER NOT NULL
      ) WITHOUT ROWID;
    `,
  },
  {
    version: 4,
    sql: `
      CREATE TABLE security_domain_configurations (
        name TEXT PRIMARY KEY,
        id TEXT NOT NULL,
        domain_name TEXT NOT NULL UNIQUE,
        domain_type TEXT NOT NULL,
        status TEXT NOT NULL,
        status_changed_ms INTEGER NOT NULL,
        certificate_arn TEXT,
        authentication_type TEXT,
        application_protocol TEXT,
        security_policy TEXT,
        ocsp_check INTEGER
      ) WITHOUT ROWID;
    `,
  },
  {
    version: 5,
    sql: 'ALTER TABLE security_domain_configurations ADD COLUMN client_callback_arn TEXT;',
  },
]
