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
    const { text, isOpen } = this.#first
    return isOpen === undefined ? text : text.slice(0, isOpen.indexOf(true))
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

function isAt(segment: Segment, subject: string, position: number): boolean {
  const { text, isOpen } = segment
  if (isOpen === undefined) return subject.startsWith(text, position)
  for (let index = 0; index < text.length; index++) {
    if (isOpen[index] !== true && text.charCodeAt(index) !== subject.charCodeAt(position + index)) return false
  }
  return true
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
