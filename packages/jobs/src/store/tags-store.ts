import type { Store } from '@iot-core-local/core'

/** Tags of jobs and job templates by ARN. */
export class TagsStore {
  readonly #put
  readonly #list
  readonly #remove
  readonly #clear

  constructor({ db }: Store) {
    this.#put = db.prepare<[string, string, string]>(
      'INSERT INTO jobs_tags (resource_arn, tag_key, tag_value) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET tag_value = excluded.tag_value',
    )
    this.#list = db.prepare<[string], { Key: string; Value: string }>(
      'SELECT tag_key AS Key, tag_value AS Value FROM jobs_tags WHERE resource_arn = ? ORDER BY tag_key',
    )
    this.#remove = db.prepare<[string, string]>('DELETE FROM jobs_tags WHERE resource_arn = ? AND tag_key = ?')
    this.#clear = db.prepare<[string]>('DELETE FROM jobs_tags WHERE resource_arn = ?')
  }

  put(resourceArn: string, key: string, value: string): void {
    this.#put.run(resourceArn, key, value)
  }

  list(resourceArn: string): { Key: string; Value: string }[] {
    return this.#list.all(resourceArn)
  }

  remove(resourceArn: string, key: string): void {
    this.#remove.run(resourceArn, key)
  }

  clear(resourceArn: string): void {
    this.#clear.run(resourceArn)
  }
}
