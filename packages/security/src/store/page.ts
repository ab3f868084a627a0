import { type Database, decodePageToken, encodePageToken, invalidRequest, type Statement } from '@iot-core-local/core'

/** Used where AWS documents no other (REG-022). */
export const DEFAULT_PAGE_SIZE = 25

/** What a list of the marker family asks for (REG-020). */
export interface PageInput {
  readonly pageSize?: number | undefined
  readonly marker?: string | undefined
  readonly ascendingOrder?: boolean | undefined
}

/** A stretch of a list in order of creation: the rows on one side of `afterSeq`, which is exclusive. */
export interface PageQuery {
  readonly afterSeq: number
  readonly isAscending: boolean
  /** One more than the page holds: whether that one exists says whether a next page does. */
  readonly limit: number
}

export interface Page<Item> {
  readonly items: readonly Item[]
  readonly nextMarker?: string
}

/**
 * Reads one page of a list in order of creation, newest first unless asked otherwise (REG-024). The marker holds the last item's place, not a count,
 * so nothing is lost or repeated while items come and go.
 * @throws InvalidRequestException when the marker is not one of this list.
 */
export function readPage<Row extends { readonly seq: number }>(
  scope: string,
  input: PageInput,
  read: (query: PageQuery) => readonly Row[],
): Page<Row> {
  const isAscending = input.ascendingOrder ?? false
  const pageSize = input.pageSize ?? DEFAULT_PAGE_SIZE
  const start = isAscending ? 0 : Number.MAX_SAFE_INTEGER
  const rows = read({ afterSeq: decodeMarkerKey(scope, input.marker, 'number') ?? start, isAscending, limit: pageSize + 1 })
  const items = rows.slice(0, pageSize)
  const last = items.at(-1)
  if (rows.length <= pageSize || last === undefined) return { items }
  return { items, nextMarker: encodeMarkerKey(scope, last.seq) }
}

/** Markers travel through a member that takes plain base64 only (REG-021). */
export function encodeMarkerKey(scope: string, key: number | string): string {
  return Buffer.from(encodePageToken(scope, [key]), 'base64url').toString('base64')
}

interface MarkerKeys {
  readonly number: number
  readonly string: string
}

/** What {@link encodeMarkerKey} put into a marker. @throws InvalidRequestException when the marker is not one of this list. */
export function decodeMarkerKey<Kind extends keyof MarkerKeys>(
  scope: string,
  marker: string | undefined,
  kind: Kind,
): MarkerKeys[Kind] | undefined {
  const token = marker === undefined ? undefined : Buffer.from(marker, 'base64').toString('base64url')
  if (marker !== undefined && marker !== '' && token === '') throw invalidRequest('The marker is not valid.')
  const key = decodePageToken(scope, token)
  if (key === undefined) return undefined
  const [value] = key
  if (isOfKind(value, kind)) return value
  throw invalidRequest('The marker is not valid.')
}

function isOfKind<Kind extends keyof MarkerKeys>(value: unknown, kind: Kind): value is MarkerKeys[Kind] {
  return kind === 'number' ? Number.isSafeInteger(value) : typeof value === 'string'
}

/**
 * Prepares a list in both directions. `sql` gets the condition and order to end with, and may use parameters of `Filter` before it.
 */
export class ListStatement<Row, Filter extends object = object> {
  readonly #ascending: Statement<[PageQuery & Filter], Row>
  readonly #descending: Statement<[PageQuery & Filter], Row>

  constructor(db: Database, sql: (stretch: string) => string) {
    this.#ascending = db.prepare(sql('seq > @afterSeq ORDER BY seq ASC LIMIT +@limit'))
    this.#descending = db.prepare(sql('seq < @afterSeq ORDER BY seq DESC LIMIT +@limit'))
  }

  read(query: PageQuery & Filter): readonly Row[] {
    return (query.isAscending ? this.#ascending : this.#descending).all(query)
  }
}
