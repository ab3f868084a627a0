import type { Database, Statement } from '@iot-core-local/core'
import type { NameRange } from '../model/page.js'

/** A billing group as stored. */
export interface BillingGroup {
  /** The number by which members point to the group: never used again. */
  readonly groupKey: number
  readonly billingGroupName: string
  readonly billingGroupId: string
  readonly description: string | undefined
  readonly version: number
  readonly createdAtMs: number
}

interface BillingGroupRow {
  readonly id: number
  readonly billing_group_name: string
  readonly billing_group_id: string
  readonly description: string | null
  readonly version: number
  readonly created_at_ms: number
}

/** Billing groups: statements and row mapping. Who belongs to one stands with the thing. */
export class BillingGroupsStore {
  readonly #find: Statement<[string], BillingGroupRow>
  readonly #insert: Statement<[Omit<BillingGroupRow, 'id'>]>
  readonly #update: Statement<[string | null, number, string]>
  readonly #delete: Statement<[string]>
  readonly #count: Statement<[], { count: number }>
  readonly #names: Statement<[NameRange], { name: string }>

  constructor(db: Database) {
    this.#find = db.prepare('SELECT * FROM registry_billing_group WHERE billing_group_name = ?')
    this.#insert = db.prepare(
      `INSERT INTO registry_billing_group (billing_group_name, billing_group_id, description, version, created_at_ms)
      VALUES (@billing_group_name, @billing_group_id, @description, @version, @created_at_ms)`,
    )
    this.#update = db.prepare('UPDATE registry_billing_group SET description = ?, version = ? WHERE billing_group_name = ?')
    this.#delete = db.prepare('DELETE FROM registry_billing_group WHERE billing_group_name = ?')
    this.#count = db.prepare('SELECT count(*) AS count FROM registry_billing_group')
    this.#names = db.prepare(
      `SELECT billing_group_name AS name FROM registry_billing_group
      WHERE billing_group_name >= @from AND billing_group_name < @upto ORDER BY billing_group_name LIMIT +@limit`,
    )
  }

  find(billingGroupName: string): BillingGroup | undefined {
    const row = this.#find.get(billingGroupName)
    if (row === undefined) return undefined
    return {
      groupKey: row.id,
      billingGroupName: row.billing_group_name,
      billingGroupId: row.billing_group_id,
      description: row.description ?? undefined,
      version: row.version,
      createdAtMs: row.created_at_ms,
    }
  }

  insert(group: Omit<BillingGroup, 'groupKey'>): void {
    this.#insert.run({
      billing_group_name: group.billingGroupName,
      billing_group_id: group.billingGroupId,
      description: group.description ?? null,
      version: group.version,
      created_at_ms: group.createdAtMs,
    })
  }

  update(billingGroupName: string, description: string | undefined, version: number): void {
    this.#update.run(description ?? null, version, billingGroupName)
  }

  delete(billingGroupName: string): void {
    this.#delete.run(billingGroupName)
  }

  count(): number {
    return this.#count.get()?.count ?? 0
  }

  names(range: NameRange): string[] {
    return this.#names.all(range).map((row) => row.name)
  }
}
