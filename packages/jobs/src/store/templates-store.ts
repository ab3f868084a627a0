import type { Store } from '@iot-core-local/core'
import type { JobTemplate, MaintenanceWindows, TemplateConfig } from '../model/job-template.js'

interface TemplateRow {
  readonly job_template_id: string
  readonly description: string
  readonly document: string
  readonly config: string
  readonly maintenance_windows: string | null
  readonly created_at_ms: number
}

/** Custom job templates. */
export class TemplatesStore {
  readonly #insert
  readonly #find
  readonly #list
  readonly #delete

  constructor({ db }: Store) {
    this.#insert = db.prepare<[string, string, string, string, string | null, number]>(
      `INSERT INTO jobs_templates (job_template_id, description, document, config, maintenance_windows, created_at_ms)
       VALUES (?, ?, ?, ?, ?, ?)`,
    )
    this.#find = db.prepare<[string], TemplateRow>('SELECT * FROM jobs_templates WHERE job_template_id = ?')
    this.#list = db.prepare<[string, number], TemplateRow>(
      'SELECT * FROM jobs_templates WHERE job_template_id > ? ORDER BY job_template_id LIMIT +?',
    )
    this.#delete = db.prepare<[string]>('DELETE FROM jobs_templates WHERE job_template_id = ?')
  }

  insert(template: JobTemplate): void {
    this.#insert.run(
      template.jobTemplateId,
      template.description,
      template.document,
      JSON.stringify(template.config),
      template.maintenanceWindows === undefined ? null : JSON.stringify(template.maintenanceWindows),
      template.createdAtMs,
    )
  }

  find(jobTemplateId: string): JobTemplate | undefined {
    const row = this.#find.get(jobTemplateId)
    return row === undefined ? undefined : toTemplate(row)
  }

  /** By id, after `afterId`. */
  list(afterId: string, limit: number): JobTemplate[] {
    return this.#list.all(afterId, limit).map(toTemplate)
  }

  /** Whether there was one. */
  delete(jobTemplateId: string): boolean {
    return this.#delete.run(jobTemplateId).changes > 0
  }
}

function toTemplate(row: TemplateRow): JobTemplate {
  return {
    jobTemplateId: row.job_template_id,
    description: row.description,
    document: row.document,
    // Written by insert above, so both are what it was given.
    config: JSON.parse(row.config) as TemplateConfig,
    maintenanceWindows: row.maintenance_windows === null ? undefined : (JSON.parse(row.maintenance_windows) as MaintenanceWindows),
    createdAtMs: row.created_at_ms,
  }
}
