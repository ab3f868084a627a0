/** A request target taken apart without decoding the path as a whole: topics, ARNs and client ids arrive with encoded slashes (API-023). */
export interface RequestTarget {
  /** As received, without the query. */
  readonly rawPath: string
  /** As received, without the question mark. */
  readonly rawQuery: string
  /** The path split on `/` first, each segment percent-decoded after. Without the empty segment before the first slash. */
  readonly segments: readonly string[]
  readonly query: Query
}

/** Decoded query parameters; of a repeated one the first counts. */
export type Query = ReadonlyMap<string, string>

const NO_QUERY: Query = new Map()

/** Parses the request line's target. Undefined when its percent-encoding is broken. */
export function parseRequestTarget(target: string): RequestTarget | undefined {
  const origin = target.startsWith('/') ? target : withoutAuthority(target)
  const mark = origin.indexOf('?')
  const rawPath = mark < 0 ? origin : origin.slice(0, mark)
  const rawQuery = mark < 0 ? '' : origin.slice(mark + 1)
  try {
    return {
      rawPath,
      rawQuery,
      segments: rawPath.slice(1).split('/').map(decode),
      query: rawQuery === '' ? NO_QUERY : parseQuery(rawQuery),
    }
  } catch (error) {
    if (error instanceof URIError) return undefined
    throw error
  }
}

/** The parameters of a raw query in the order received, still encoded; one without `=` has an empty value. */
export function splitQuery(rawQuery: string): [name: string, value: string][] {
  if (rawQuery === '') return []
  return rawQuery
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const equals = part.indexOf('=')
      return equals < 0 ? [part, ''] : [part.slice(0, equals), part.slice(equals + 1)]
    })
}

function parseQuery(rawQuery: string): Query {
  const query = new Map<string, string>()
  for (const [rawName, rawValue] of splitQuery(rawQuery)) {
    const name = decode(rawName)
    if (!query.has(name)) query.set(name, decode(rawValue.includes('+') ? rawValue.replaceAll('+', ' ') : rawValue))
  }
  return query
}

function decode(text: string): string {
  return text.includes('%') ? decodeURIComponent(text) : text
}

/** The absolute form of proxies: `http://host/path`. */
function withoutAuthority(target: string): string {
  const scheme = target.indexOf('://')
  if (scheme < 0) return `/${target}`
  const slash = target.indexOf('/', scheme + 3)
  return slash < 0 ? '/' : target.slice(slash)
}
