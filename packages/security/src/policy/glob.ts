/*
 * Patterns of `*` (any run of characters, also none) and `?` (one character) in time proportional to pattern times subject, whatever the pattern:
 * between stars there are fixed segments, and taking each one as far left as possible is always right. No regular expressions, no backtracking.
 */

/** A piece of a pattern: text to be met as it is, one character of any kind, or a run of them. */
export type GlobToken = string | typeof ANY_CHARACTER | typeof ANY_RUN
export const ANY_CHARACTER = Symbol('?')
export const ANY_RUN = Symbol('*')

interface Segment {
  /** One character for each position; what stands at an open position is of no meaning. */
  readonly text: string
  /** True where any character will do; undefined when all positions are fixed. */
  readonly isOpen: readonly boolean[] | undefined
}

/** Where a subject stops following a pattern. */
export interface GlobReach {
  /** Characters of the subject up to there. */
  readonly subjectEnd: number
  /** The segment of the pattern that could not be met, and how many of its characters could. */
  readonly segment: number
  readonly met: number
}

export class Glob {
  readonly #segments: readonly Segment[]
  readonly #first: Segment
  readonly #last: Segment

  constructor(tokens: readonly GlobToken[]) {
    const segments: Segment[] = []
    let piece: (string | typeof ANY_CHARACTER)[] = []
    for (const token of tokens) {
      if (token === ANY_RUN) {
        segments.push(segmentOf(piece))
        piece = []
      } else piece.push(token)
    }
    const last = segmentOf(piece)
    segments.push(last)
    this.#segments = segments
    this.#first = segments[0] ?? last
    this.#last = last
  }

  /** The text that every match begins with. */
  get literalBeginning(): string {
    return literalStart(this.#first)
  }

  /** The longest text behind a wildcard that begins with a colon, so begins a component of an ARN: every match has it somewhere. */
  get literalComponent(): string | undefined {
    let longest: string | undefined
    for (const segment of this.#segments.slice(1)) {
      const text = literalStart(segment)
      if (text.startsWith(':') && text.length > (longest?.length ?? 1)) longest = text
    }
    return longest
  }

  matches(subject: string): boolean {
    const first = this.#first
    const last = this.#last
    if (first === last) return subject.length === first.text.length && isAt(first, subject, 0)
    const end = subject.length - last.text.length
    if (end < first.text.length || !isAt(first, subject, 0) || !isAt(last, subject, end)) return false
    let position = first.text.length
    for (let index = 1; index < this.#segments.length - 1; index++) {
      const segment = this.#segments[index] ?? last
      const found = find(segment, subject, position, end)
      if (found < 0) return false
      position = found + segment.text.length
    }
    return true
  }

  /**
   * True when another pattern begins like this one and differs from the subject at the very place where this one stopped, or before: cheap to see.
   * Places where the other could meet its segment elsewhere are not looked for.
   */
  isAheadOf(other: Glob, { segment, met, subjectEnd }: GlobReach, subject: string): boolean {
    const theirs = other.#segments[segment]
    if (theirs === undefined || theirs.isOpen !== undefined || theirs.text.length <= met) return false
    for (let index = 0; index < segment; index++) if (this.#segments[index]?.text !== other.#segments[index]?.text) return false
    return theirs.text.charCodeAt(met) !== subject.charCodeAt(subjectEnd)
  }

  /** What the pattern wants to come next, wildcards as `*` and `?`; empty when it wants the subject to end. */
  restAfter({ segment, met }: GlobReach): string {
    const rest = this.#segments.slice(segment).map(({ text }) => text)
    const joined = rest.join('*').slice(met)
    return segment > 0 && met === 0 ? `*${joined}` : joined
  }

  /**
   * The place where no way of matching the wildcards continues; undefined when the subject matches. Of the segment that cannot be met
   * it is where most of it could be.
   */
  reach(subject: string): GlobReach | undefined {
    const met = commonLength(this.#first, subject, 0)
    if (met < this.#first.text.length) return { subjectEnd: met, segment: 0, met }
    let position = met
    const lastIndex = this.#segments.length - 1
    if (lastIndex === 0) return position === subject.length ? undefined : { subjectEnd: met, segment: 0, met }
    for (let index = 1; index < lastIndex; index++) {
      const segment = this.#segments[index] ?? this.#last
      const found = find(segment, subject, position, subject.length)
      if (found < 0) return bestWithin(index, segment, subject, position)
      position = found + segment.text.length
    }
    const end = subject.length - this.#last.text.length
    if (end >= position && isAt(this.#last, subject, end)) return undefined
    return bestWithin(lastIndex, this.#last, subject, position)
  }
}

/** Where most of a segment that is not there as a whole could be met, the first such place. */
function bestWithin(index: number, segment: Segment, subject: string, from: number): GlobReach {
  let [bestAt, best] = [from, 0]
  const head = segment.isOpen?.[0] === true ? '' : segment.text.charAt(0)
  for (let at = subject.indexOf(head, from); at >= 0 && at < subject.length; at = subject.indexOf(head, at + 1)) {
    const length = commonLength(segment, subject, at)
    if (length > best) [bestAt, best] = [at, length]
  }
  return { subjectEnd: bestAt + best, segment: index, met: best }
}

function segmentOf(pieces: readonly (string | typeof ANY_CHARACTER)[]): Segment {
  if (!pieces.includes(ANY_CHARACTER)) return { text: pieces.join(''), isOpen: undefined }
  let text = ''
  const isOpen: boolean[] = []
  for (const piece of pieces) {
    const isAny = piece === ANY_CHARACTER
    const characters = isAny ? '?' : piece
    text += characters
    for (let index = 0; index < characters.length; index++) isOpen.push(isAny)
  }
  return { text, isOpen }
}

/** The text of a segment up to its first open position. */
function literalStart({ text, isOpen }: Segment): string {
  return isOpen === undefined ? text : text.slice(0, isOpen.indexOf(true))
}

function isAt(segment: Segment, subject: string, position: number): boolean {
  const { text, isOpen } = segment
  if (isOpen === undefined) return subject.startsWith(text, position)
  for (let index = 0; index < text.length; index++) {
    if (isOpen[index] !== true && text.charCodeAt(index) !== subject.charCodeAt(position + index)) return false
  }
  return true
}

/** How many characters of the segment the subject has at a position. */
function commonLength({ text, isOpen }: Segment, subject: string, position: number): number {
  const end = Math.min(text.length, subject.length - position)
  let length = 0
  while (length < end && (isOpen?.[length] === true || text.charCodeAt(length) === subject.charCodeAt(position + length))) length++
  return length
}

/** The first place at or after `from` where the segment fits before `end`; -1 when there is none. */
function find(segment: Segment, subject: string, from: number, end: number): number {
  const lastStart = end - segment.text.length
  if (segment.isOpen === undefined) {
    const found = subject.indexOf(segment.text, from)
    return found > lastStart ? -1 : found
  }
  for (let position = from; position <= lastStart; position++) if (isAt(segment, subject, position)) return position
  return -1
}
