import { isJsonObject, type JsonObject } from './json-object.js'
import type { Section } from './shadow-document.js'

/** A section as JSON text: what is stored, measured and spliced into answers. */
export interface SectionText {
  readonly state: string
  readonly metadata: string
}

export function writeSection(section: Section): SectionText {
  return { state: JSON.stringify(section.state), metadata: JSON.stringify(section.metadata) }
}

/** @throws Error when the text is not what {@link writeSection} made. */
export function readSection(text: SectionText): Section {
  return { state: readObject(text.state), metadata: readObject(text.metadata) }
}

function readObject(text: string): JsonObject {
  const value: unknown = JSON.parse(text)
  if (!isJsonObject(value)) throw new Error('A stored shadow section is not a JSON object.')
  return value
}
