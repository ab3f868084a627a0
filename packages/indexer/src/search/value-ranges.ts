import type { Bound, WordPiece } from '../query/query.js'
import { ABOVE_TEXT, type ValueRange } from '../store/term-store.js'

/** The index range of a query's range (QRY-027 to QRY-030). Numbers and texts never meet in one. */
export function boundsRange(type: 'number' | 'text', low: Bound | undefined, high: Bound | undefined): ValueRange {
  return {
    low: low?.value ?? (type === 'number' ? -Infinity : ''),
    high: high?.value ?? (type === 'number' ? Infinity : ABOVE_TEXT),
    // The empty text stands for "has no word" and is in no range.
    notLow: low === undefined || low.value === '' ? (type === 'text' ? '' : null) : low.isInclusive ? null : low.value,
    notHigh: high === undefined || high.isInclusive ? null : high.value,
    glob: null,
  }
}

/** The index range of a word with wildcards: what begins like it, compared with the whole. */
export function patternRange(pieces: readonly WordPiece[]): ValueRange {
  const prefix = pieces[0]?.kind === 'text' ? pieces[0].text : ''
  return {
    low: prefix,
    high: prefix === '' ? ABOVE_TEXT : `${prefix}\u{10FFFF}`,
    notLow: prefix === '' ? '' : null,
    notHigh: null,
    glob: pieces.map(globOf).join(''),
  }
}

function globOf(piece: WordPiece): string {
  switch (piece.kind) {
    case 'run':
      return '*'
    case 'one':
      return '?'
    case 'text':
      return piece.text.replaceAll(/[*?[]/gu, '[$&]')
  }
}

/** The index range of the kept runs of words that begin with `words` and go on. */
export function continuedRange(words: string): ValueRange {
  // What goes on has a space next; '!' is the character behind the space.
  return { low: `${words} `, high: `${words}!`, notLow: null, notHigh: `${words}!`, glob: null }
}
