/*
 * Placeholders of job documents that the service replaces (JOB-204, JOB-208, JOB-209):
 *
 *   document    = { text | placeholder }
 *   placeholder = "${aws:iot:" kind [ ":" argument ] "}"
 *   argument    = { text | "${" argument "}" }
 *
 * A placeholder lies inside one JSON string, so a quote ends it too early. Any other ${...} is the document's own.
 */

import { invalidJobDocument } from '../errors.js'

export interface Placeholder {
  /** Where it stands in the text: from the dollar sign to behind the closing brace. */
  readonly start: number
  readonly end: number
  /** `s3-presigned-url`, `parameter`, `package` ... */
  readonly kind: string
  /** As it stands in the JSON text. */
  readonly argument: string
  /** What stands in the `${...}` of the argument. */
  readonly nested: readonly string[]
}

const OPENING = '${aws:iot:'

/** The placeholders of a text, in order. @throws InvalidJobDocumentException when one does not end (JOB-210) */
export function findPlaceholders(text: string): Placeholder[] {
  const found: Placeholder[] = []
  for (let start = text.indexOf(OPENING); start >= 0; start = text.indexOf(OPENING, found.at(-1)?.end ?? start + 1)) {
    found.push(readPlaceholder(text, start))
  }
  return found
}

function readPlaceholder(text: string, start: number): Placeholder {
  const nested: string[] = []
  const end = endOf(text, start + OPENING.length, nested)
  const inner = text.slice(start + OPENING.length, end - 1)
  const colon = inner.indexOf(':')
  return { start, end, kind: colon < 0 ? inner : inner.slice(0, colon), argument: colon < 0 ? '' : inner.slice(colon + 1), nested }
}

/** Where the placeholder that is open at `from` ends, behind its brace; what it holds in braces goes to `nested`. */
function endOf(text: string, from: number, nested: string[]): number {
  for (let index = from; index < text.length; index++) {
    const character = text[index]
    if (character === '}') return index + 1
    if (character === '"') break
    if (character === '\\') index++
    else if (text.startsWith('${', index)) {
      const end = endOf(text, index + 2, [])
      nested.push(text.slice(index + 2, end - 1))
      index = end - 1
    }
  }
  throw invalidJobDocument('One or more parameters or placeholders are not terminated.')
}
