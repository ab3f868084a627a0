/** What Java's `Character.isWhitespace` accepts: only this separates words (QRY-021). No-break spaces do not. */
const WHITESPACE = /[\u0009-\u000D\u001C-\u0020\u1680\u2000-\u2006\u2008-\u200A\u2028\u2029\u205F\u3000]+/u

/** The words of a value, in order and in lower case, as the index compares them (QRY-020, QRY-021). */
export function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(WHITESPACE)
    .filter((word) => word !== '')
}

const ONE_SPACE = new RegExp(WHITESPACE.source.slice(0, -1), 'u')

/** Whether `character` separates words. */
export function isWhitespace(character: string): boolean {
  return ONE_SPACE.test(character)
}
