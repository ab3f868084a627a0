import { isJsonObject, type JsonObject } from './json-object.js'
import type { Section, ShadowDocument } from './shadow-document.js'

/** A section as JSON text: what is stored, measured and spliced into answers. */
export interface SectionText {
  readonly state: string
  readonly metadata: string
}

export interface DocumentText {
  readonly desired: SectionText | undefined
  readonly reported: SectionText | undefined
}

/** A document and the text it was read from. */
export interface KnownDocument {
  readonly document: ShadowDocument
  readonly text: DocumentText
}

/** @throws Error when the text is not what {@link writeDocument} made. */
export function readDocument({ desired, reported }: DocumentText): ShadowDocument {
  return { desired: desired && readSection(desired), reported: reported && readSection(reported) }
}

/** Sections that are those of `known` keep their text. */
export function writeDocument({ desired, reported }: ShadowDocument, known?: KnownDocument): DocumentText {
  return {
    desired: desired && writeSection(desired, known?.document.desired, known?.text.desired),
    reported: reported && writeSection(reported, known?.document.reported, known?.text.reported),
  }
}

/** The text of a section; `knownText` where it is the `known` one. */
export function writeSection(section: Section, known?: Section, knownText?: SectionText): SectionText {
  if (section === known && knownText !== undefined) return knownText
  return { state: JSON.stringify(section.state), metadata: JSON.stringify(section.metadata) }
}

/** What the size quota counts: the state of both sections, without metadata (SHD-057, SHD-091). */
export function stateBytes({ desired, reported }: DocumentText): number {
  return Buffer.byteLength(desired?.state ?? '') + Buffer.byteLength(reported?.state ?? '')
}

function readSection(text: SectionText): Section {
  return { state: readObject(text.state), metadata: readObject(text.metadata) }
}

function readObject(text: string): JsonObject {
  const value: unknown = JSON.parse(text)
  if (!isJsonObject(value)) throw new Error('A stored shadow section is not a JSON object.')
  return value
}
