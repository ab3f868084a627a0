import type { DocumentPart } from './document-part.js'
import { fieldValuesOf } from './field-values.js'
import { wordsOf } from './words.js'

/** What the index finds a document by: words in lower case and booleans as text, numbers as numbers. */
export interface Term {
  readonly field: string
  readonly value: string | number
}

/**
 * Values of several words also leave each run of up to this many words, so that a phrase is one look-up and not a comparison of documents.
 * Longer phrases are looked up run by run and then compared.
 */
export const PHRASE_WORDS = 4

/** The field under which the runs of words of `field` are kept. No field of AWS begins with a quotation mark. */
export function phraseField(field: string): string {
  return `"${field}`
}

/** The field under which a part keeps what is searched by words without a field. */
export function unfieldedField(partKey: string): string {
  return `*${partKey}`
}

/** The terms of one part, each once. */
export function termsOf(part: DocumentPart): Term[] {
  const terms = new TermSet()
  const unfielded = unfieldedField(part.part)
  for (const { field, value, numeric, isUnfielded } of fieldValuesOf(part)) {
    const fields = isUnfielded ? [field, unfielded] : [field]
    for (const target of fields) {
      if (typeof value === 'string') addText(terms, target, value)
      else terms.add(target, typeof value === 'boolean' ? String(value) : value)
      if (numeric !== undefined) terms.add(target, numeric)
    }
  }
  return terms.list
}

function addText(terms: TermSet, field: string, text: string): void {
  const words = wordsOf(text)
  // A value without a word still exists: `field:*` finds it, no word does.
  if (words.length === 0) terms.add(field, '')
  for (const word of words) terms.add(field, word)
  if (words.length < 2) return
  for (let start = 0; start < words.length; start++) terms.add(phraseField(field), words.slice(start, start + PHRASE_WORDS).join(' '))
}

class TermSet {
  readonly list: Term[] = []
  readonly #seen = new Set<string>()

  add(field: string, value: string | number): void {
    const key = termKey({ field, value })
    if (this.#seen.has(key)) return
    this.#seen.add(key)
    this.list.push({ field, value })
  }
}

/** Tells terms apart: the text `75` and the number 75 are two terms. */
export function termKey(term: Term): string {
  return `${term.field}\u0000${typeof term.value === 'number' ? 'n' : 's'}${String(term.value)}`
}
