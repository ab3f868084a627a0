import type { Database, Statement } from '@iot-core-local/core'

/** A tag as stored, with the member names of the API. */
export interface Tag {
  readonly Key: string
  readonly Value: string
}

/** Tags by the ARN of their resource: statements and row mapping. */
export class TagsStore {
  readonly #of: Statement<[string], Tag>
  readonly #count: Statement<[string], { count: number }>
  readonly #put: Statement<[string, string, string]>
  readonly #delete: Statement<[string, string]>
  readonly #deleteAll: Statement<[string]>

  constructor(db: Database) {
    this.#of = db.prepare('SELECT tag_key AS Key, tag_value AS Value FROM registry_tag WHERE resource_arn = ? ORDER BY tag_key')
    this.#count = db.prepare('SELECT count(*) AS count FROM registry_tag WHERE resource_arn = ?')
    this.#put = db.prepare(
      `INSERT INTO registry_tag (resource_arn, tag_key, tag_value) VALUES (?, ?, ?)
      ON CONFLICT (resource_arn, tag_key) DO UPDATE SET tag_value = excluded.tag_value`,
    )
    this.#delete = db.prepare('DELETE FROM registry_tag WHERE resource_arn = ? AND tag_key = ?')
    this.#deleteAll = db.prepare('DELETE FROM registry_tag WHERE resource_arn = ?')
  }

  of(resourceArn: string): Tag[] {
    return this.#of.all(resourceArn)
  }

  count(resourceArn: string): number {
    return this.#count.get(resourceArn)?.count ?? 0
  }

  put(resourceArn: string, key: string, value: string): void {
    this.#put.run(resourceArn, key, value)
  }

  delete(resourceArn: string, key: string): void {
    this.#delete.run(resourceArn, key)
  }

  deleteAll(resourceArn: string): void {
    this.#deleteAll.run(resourceArn)
  }
}
