import type { Migration } from '@iot-core-local/core'

export const migrations: readonly Migration[] = [
  {
    version: 1,
    sql: `
      CREATE TABLE jobs_jobs (
        seq INTEGER PRIMARY KEY,
        job_id TEXT NOT NULL UNIQUE,
        status TEXT NOT NULL,
        status_rank INTEGER NOT NULL GENERATED ALWAYS AS (
          CASE status WHEN 'IN_PROGRESS' THEN 0 WHEN 'SCHEDULED' THEN 1 WHEN 'COMPLETED' THEN 2 WHEN 'CANCELED' THEN 3 ELSE 4 END
        ) VIRTUAL,
        target_selection TEXT NOT NULL,
        description TEXT,
        config TEXT NOT NULL,
        is_force_canceled INTEGER NOT NULL DEFAULT 0,
        reason_code TEXT,
        comment TEXT,
        created_at_ms INTEGER NOT NULL,
        updated_at_ms INTEGER NOT NULL,
        completed_at_ms INTEGER
      );
      CREATE INDEX jobs_jobs_by_rank ON jobs_jobs (status_rank, seq DESC);
      CREATE INDEX jobs_jobs_by_selection ON jobs_jobs (target_selection, status_rank, seq DESC);
      CREATE TABLE jobs_documents (job_id TEXT PRIMARY KEY, document TEXT NOT NULL);
      CREATE TABLE jobs_targets (
        job_id TEXT NOT NULL, position INTEGER NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL,
        PRIMARY KEY (job_id, position)
      ) WITHOUT ROWID;
      CREATE INDEX jobs_targets_by_name ON jobs_targets (kind, name, job_id);
      CREATE TABLE jobs_counts (
        job_id TEXT NOT NULL, status TEXT NOT NULL, executions INTEGER NOT NULL,
        PRIMARY KEY (job_id, status)
      ) WITHOUT ROWID;
      CREATE TABLE jobs_executions (
        seq INTEGER PRIMARY KEY,
        job_id TEXT NOT NULL,
        thing_name TEXT NOT NULL,
        execution_number INTEGER NOT NULL,
        status TEXT NOT NULL,
        status_details TEXT,
        retry_attempt INTEGER NOT NULL,
        is_force_canceled INTEGER NOT NULL DEFAULT 0,
        version_number INTEGER NOT NULL,
        queued_at_ms INTEGER NOT NULL,
        started_at_ms INTEGER,
        updated_at_ms INTEGER NOT NULL,
        in_progress_deadline_ms INTEGER,
        step_deadline_ms INTEGER,
        deadline_ms INTEGER
      );
      CREATE UNIQUE INDEX jobs_executions_by_number ON jobs_executions (job_id, thing_name, execution_number);
      CREATE INDEX jobs_executions_pending ON jobs_executions (thing_name, status, seq) WHERE status IN ('IN_PROGRESS', 'QUEUED');
      CREATE INDEX jobs_executions_by_thing ON jobs_executions (thing_name, seq);
      CREATE INDEX jobs_executions_by_job ON jobs_executions (job_id, seq);
      CREATE INDEX jobs_executions_by_job_status ON jobs_executions (job_id, status, seq);
      CREATE INDEX jobs_executions_by_deadline ON jobs_executions (deadline_ms, seq) WHERE deadline_ms IS NOT NULL;
      CREATE TABLE jobs_tasks (
        seq INTEGER PRIMARY KEY,
        job_id TEXT NOT NULL,
        kind TEXT NOT NULL,
        state TEXT NOT NULL,
        due_ms INTEGER NOT NULL
      );
      CREATE INDEX jobs_tasks_due ON jobs_tasks (due_ms, seq);
      CREATE INDEX jobs_tasks_by_job ON jobs_tasks (job_id, kind);
      CREATE TABLE jobs_rollout_queue (
        seq INTEGER PRIMARY KEY, job_id TEXT NOT NULL, thing_name TEXT NOT NULL
      );
      CREATE UNIQUE INDEX jobs_rollout_queue_by_job ON jobs_rollout_queue (job_id, thing_name);
      CREATE INDEX jobs_rollout_queue_order ON jobs_rollout_queue (job_id, seq);
      CREATE INDEX jobs_rollout_queue_by_thing ON jobs_rollout_queue (thing_name);
    `,
  },
  {
    version: 2,
    sql: `
      CREATE TABLE jobs_templates (
        job_template_id TEXT PRIMARY KEY,
        description TEXT NOT NULL,
        document TEXT NOT NULL,
        config TEXT NOT NULL,
        maintenance_windows TEXT,
        created_at_ms INTEGER NOT NULL
      );
    `,
  },
  {
    version: 3,
    sql: `
      ALTER TABLE jobs_executions ADD COLUMN namespace_id TEXT NOT NULL DEFAULT '';
      DROP INDEX jobs_executions_pending;
      CREATE INDEX jobs_executions_pending ON jobs_executions (thing_name, namespace_id, status, seq)
        WHERE status IN ('IN_PROGRESS', 'QUEUED');
    `,
  },
  {
    version: 4,
    sql: `
      ALTER TABLE jobs_executions ADD COLUMN is_scheduled INTEGER NOT NULL DEFAULT 0;
      UPDATE jobs_executions SET is_scheduled = 1
        WHERE job_id IN (SELECT job_id FROM jobs_jobs WHERE json_extract(config, '$.schedulingConfig') IS NOT NULL);
    `,
  },
  {
    version: 5,
    sql: `
      ALTER TABLE jobs_targets ADD COLUMN group_id TEXT;
      CREATE INDEX jobs_targets_by_group_id ON jobs_targets (group_id, job_id) WHERE group_id IS NOT NULL;
      ALTER TABLE jobs_jobs ADD COLUMN namespace_id TEXT GENERATED ALWAYS AS (json_extract(config, '$.namespaceId')) VIRTUAL;
      CREATE INDEX jobs_jobs_by_namespace ON jobs_jobs (namespace_id, status_rank, seq DESC) WHERE namespace_id IS NOT NULL;
    `,
  },
  {
    version: 6,
    sql: `
      CREATE TABLE jobs_run (id INTEGER PRIMARY KEY CHECK (id = 1), was_closed INTEGER NOT NULL);
      INSERT INTO jobs_run (id, was_closed) VALUES (1, 0);
    `,
  },
  {
    version: 7,
    sql: 'CREATE TABLE jobs_packages (job_id TEXT PRIMARY KEY, versions TEXT NOT NULL) WITHOUT ROWID;',
  },
]
