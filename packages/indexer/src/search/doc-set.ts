/** Yielded between document ids when a slice of work is done: whoever iterates may let the event loop turn. */
export const PAUSE = undefined

/** A set of documents that is computed as it is read. */
export interface DocSet {
  /** Roughly how many documents, for choosing where to start; no promise. */
  readonly estimate: number
  /** The documents from `from` on, ascending, each once, with pauses between slices of work. */
  docs(from: number): Generator<number | undefined, void>
  has(docId: number): boolean
}

/** How far sizes are counted before a set counts as large. */
export const COUNT_LIMIT = 10_000

/** How many candidates are looked at between two pauses. */
const CANDIDATES_PER_SLICE = 1_000

export const EMPTY: DocSet = {
  estimate: 0,
  *docs() {
    // Nothing to give.
  },
  has: () => false,
}

/** Ids that come in ascending chunks: `read` gives up to `limit` from `from` on, and fewer only at the end. */
export function chunked(
  estimate: number,
  read: (from: number, limit: number) => readonly number[],
  has: (docId: number) => boolean,
): DocSet {
  return {
    estimate,
    *docs(from) {
      let limit = 128
      for (let next = from; ;) {
        const ids = read(next, limit)
        yield* ids
        const last = ids.at(-1)
        if (last === undefined || ids.length < limit) return
        next = last + 1
        limit = Math.min(limit * 2, 4096)
        yield PAUSE
      }
    },
    has,
  }
}

/** A set at hand. `ids` ascending, each once. */
export function listed(ids: readonly number[]): DocSet {
  const members = new Set(ids)
  return {
    estimate: ids.length,
    *docs(from) {
      for (const id of ids) if (id >= from) yield id
    },
    has: (docId) => members.has(docId),
  }
}

/** What is in all of `parts`: walks the smallest and asks the others. */
export function intersection(parts: readonly DocSet[]): DocSet {
  const [smallest = EMPTY, ...others] = parts.toSorted((a, b) => a.estimate - b.estimate)
  return {
    estimate: smallest.estimate,
    *docs(from) {
      let candidates = 0
      for (const id of smallest.docs(from)) {
        if (id === PAUSE || others.every((other) => other.has(id))) yield id
        else if (++candidates % CANDIDATES_PER_SLICE === 0) yield PAUSE
      }
    },
    has: (docId) => parts.every((part) => part.has(docId)),
  }
}

/** What is in any of `parts`, merged in order. */
export function union(parts: readonly DocSet[]): DocSet {
  return {
    estimate: parts.reduce((sum, part) => sum + part.estimate, 0),
    *docs(from) {
      const heads: Head[] = []
      for (const part of parts) {
        const head = { ids: part.docs(from), id: 0 }
        if (yield* advanced(head)) heads.push(head)
      }
      while (heads.length > 0) {
        const id = Math.min(...heads.map((head) => head.id))
        yield id
        for (let index = heads.length - 1; index >= 0; index--) {
          const head = heads[index]
          if (head?.id === id && !(yield* advanced(head))) heads.splice(index, 1)
        }
      }
    },
    has: (docId) => parts.some((part) => part.has(docId)),
  }
}

interface Head {
  readonly ids: Generator<number | undefined, void>
  id: number
}

function* advanced(head: Head): Generator<undefined, boolean> {
  for (;;) {
    const next = head.ids.next()
    if (next.done === true) return false
    if (next.value !== PAUSE) {
      head.id = next.value
      return true
    }
    yield PAUSE
  }
}

/** What of `all` is not in `part`. */
export function complement(all: DocSet, part: DocSet): DocSet {
  const outside: DocSet = { estimate: all.estimate, docs: (from) => all.docs(from), has: (docId) => !part.has(docId) }
  return {
    // Walked only when nothing smaller is at hand.
    estimate: Math.max(all.estimate, COUNT_LIMIT),
    docs: (from) => intersection([all, { ...outside, estimate: Infinity }]).docs(from),
    has: (docId) => !part.has(docId),
  }
}
