import { fieldValuesOf } from '../documents/field-values.js'
import { PHRASE_WORDS, unfieldedField } from '../documents/terms.js'
import { wordsOf } from '../documents/words.js'
import type { DocumentStore } from '../store/document-store.js'

/** The runs of words by which the index finds a phrase: the phrase itself when it is short enough, else each stretch of it (QRY-023). */
export function runsOf(words: readonly string[]): string[] {
  const runs: string[] = []
  for (let start = 0; start === 0 || start + PHRASE_WORDS <= words.length; start++) {
    runs.push(words.slice(start, start + PHRASE_WORDS).join(' '))
  }
  return runs
}

/** Whether a value of the field has the words one after the other: what runs cannot say of a phrase that is longer than they are. */
export function holdsPhrase(documents: DocumentStore, docId: number, field: string, words: readonly string[]): boolean {
  const phrase = ` ${words.join(' ')} `
  return documents.readParts(docId).some((part) =>
    fieldValuesOf(part).some((entry) => {
      const isSearched = entry.field === field || (entry.isUnfielded && field === unfieldedField(part.part))
      return isSearched && typeof entry.value === 'string' && ` ${wordsOf(entry.value).join(' ')} `.includes(phrase)
    }),
  )
}
