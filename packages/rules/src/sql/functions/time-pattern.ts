/** A part of a date pattern: a run of one letter, or text as it is. */
export type PatternPart =
  { readonly kind: 'field'; readonly letter: string; readonly width: number } | { readonly kind: 'text'; readonly text: string }

const PARTS = /([A-Za-z])\1*|'((?:[^']|'')*)'|[^A-Za-z']+/g

/**
 * Cuts a pattern of Joda-Time or java.time into its parts: letters are fields, text in quotes stands for itself, a doubled quote for a quote.
 * Undefined when a quote is not closed.
 */
export function parsePattern(pattern: string): readonly PatternPart[] | undefined {
  const parts: PatternPart[] = []
  let end = 0
  for (const match of pattern.matchAll(PARTS)) {
    if (match.index !== end) return undefined
    const [run, letter, quoted] = match
    end += run.length
    if (letter !== undefined) parts.push({ kind: 'field', letter, width: run.length })
    else parts.push({ kind: 'text', text: quoted === undefined ? run : quoted === '' ? "'" : quoted.replaceAll("''", "'") })
  }
  return end === pattern.length ? parts : undefined
}

export const MONTHS = 'January February March April May June July August September October November December'.split(' ')
export const WEEKDAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ')
