import type { Database, Statement } from '@iot-core-local/core'
import type { NameRange } from '../model/page.js'

/** A principal attached to a thing. */
export interface Attachment {
  readonly principal: string
  readonly thingName: string
  readonly isExclusive: boolean
}

interface AttachmentRow {
  readonly principal: string
  readonly thing_name: string
  readonly is_exclusive: number
}

/** Both kinds, or only one (`thingPrincipalType`). */
type Kinds = { readonly leastExclusive: number; readonly mostExclusive: number }

/** Which principal is attached to which thing: statements and row mapping. */
export class ThingPrincipalsStore {
  readonly #find: Statement<[string, string], AttachmentRow>
  readonly #put: Statement<[string, string, number]>
  readonly #delete: Statement<[string, string]>
  readonly #hasThings: Statement<[string], { found: number }>
  readonly #hasPrincipals: Statement<[string], { found: number }>
  readonly #otherThing: Statement<[string, string], { thing_name: string }>
  readonly #exclusiveThing: Statement<[string], { thing_name: string }>
  readonly #ofThing: Statement<[NameRange & Kinds & { thingName: string }], AttachmentRow>
  readonly #ofPrincipal: Statement<[NameRange & Kinds & { principal: string }], AttachmentRow>

  constructor(db: Database) {
    const kinds = 'is_exclusive BETWEEN @leastExclusive AND @mostExclusive'
    this.#find = db.prepare('SELECT * FROM registry_thing_principal WHERE principal = ? AND thing_name = ?')
    this.#put = db.prepare(
      `INSERT INTO registry_thing_principal (principal, thing_name, is_exclusive) VALUES (?, ?, ?)
      ON CONFLICT (principal, thing_name) DO UPDATE SET is_exclusive = excluded.is_exclusive`,
    )
    this.#delete = db.prepare('DELETE FROM registry_thing_principal WHERE principal = ? AND thing_name = ?')
    this.#hasThings = db.prepare('SELECT 1 AS found FROM registry_thing_principal WHERE principal = ? LIMIT 1')
    this.#hasPrincipals = db.prepare('SELECT 1 AS found FROM registry_thing_principal WHERE thing_name = ? LIMIT 1')
    this.#otherThing = db.prepare('SELECT thing_name FROM registry_thing_principal WHERE principal = ? AND thing_name <> ? LIMIT 1')
    this.#exclusiveThing = db.prepare('SELECT thing_name FROM registry_thing_principal WHERE principal = ? AND is_exclusive = 1')
    this.#ofThing = db.prepare(
      `SELECT * FROM registry_thing_principal WHERE thing_name = @thingName AND principal >= @from AND principal < @upto AND ${kinds}
      ORDER BY principal LIMIT +@limit`,
    )
    this.#ofPrincipal = db.prepare(
      `SELECT * FROM registry_thing_principal WHERE principal = @principal AND thing_name >= @from AND thing_name < @upto AND ${kinds}
      ORDER BY thing_name LIMIT +@limit`,
    )
  }

  find(principal: string, thingName: string): Attachment | undefined {
    const row = this.#find.get(principal, thingName)
    return row === undefined ? undefined : attachmentOf(row)
  }

  put({ principal, thingName, isExclusive }: Attachment): void {
    this.#put.run(principal, thingName, isExclusive ? 1 : 0)
  }

  delete(principal: string, thingName: string): void {
    this.#delete.run(principal, thingName)
  }

  hasThings(principal: string): boolean {
    return this.#hasThings.get(principal) !== undefined
  }

  hasPrincipals(thingName: string): boolean {
    return this.#hasPrincipals.get(thingName) !== undefined
  }

  /** A thing other than `thingName` that the principal is attached to. */
  otherThingOf(principal: string, thingName: string): string | undefined {
    return this.#otherThing.get(principal, thingName)?.thing_name
  }

  exclusiveThingOf(principal: string): string | undefined {
    return this.#exclusiveThing.get(principal)?.thing_name
  }

  /** In order of principals. */
  ofThing(thingName: string, range: NameRange, isExclusive?: boolean): Attachment[] {
    return this.#ofThing.all({ ...range, ...kindsOf(isExclusive), thingName }).map(attachmentOf)
  }

  /** In order of thing names. */
  ofPrincipal(principal: string, range: NameRange, isExclusive?: boolean): Attachment[] {
    return this.#ofPrincipal.all({ ...range, ...kindsOf(isExclusive), principal }).map(attachmentOf)
  }
}

function kindsOf(isExclusive: boolean | undefined): Kinds {
  return { leastExclusive: isExclusive === true ? 1 : 0, mostExclusive: isExclusive === false ? 0 : 1 }
}

function attachmentOf(row: AttachmentRow): Attachment {
  return { principal: row.principal, thingName: row.thing_name, isExclusive: row.is_exclusive === 1 }
}
