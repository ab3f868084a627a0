import type { SectionText } from '../document/section-text.js'

/*
 * The JSON texts of answers and notifications, with their members in the order that AWS writes (SHD-100..105).
 * Sections are spliced in as the text they are stored as.
 */

export interface SectionTexts {
  readonly desired: SectionText | undefined
  readonly reported: SectionText | undefined
}

/** SHD-100. `delta` is the text of the state that differs. */
export function documentPayload(
  sections: SectionTexts,
  facts: {
    readonly delta: string | undefined
    readonly version: number
    readonly timestamp: number
    readonly clientToken: string | undefined
  },
): string {
  const state = members({ desired: sections.desired?.state, reported: sections.reported?.state, delta: facts.delta })
  return `{"state":${state},"metadata":${metadataOf(sections)},"version":${String(facts.version)},${tail(facts)}`
}

/** SHD-101. `state` and `metadata` are the texts of what the request named. */
export function acceptedPayload(facts: {
  readonly state: string
  readonly metadata: string
  readonly version: number
  readonly timestamp: number
  readonly clientToken: string | undefined
}): string {
  return `{"state":${facts.state},"metadata":${facts.metadata},"version":${String(facts.version)},${tail(facts)}`
}

/** SHD-102. */
export function deltaPayload(
  delta: SectionText,
  facts: { readonly version: number; readonly timestamp: number; readonly clientToken: string | undefined },
): string {
  const head = `{"version":${String(facts.version)},"timestamp":${String(facts.timestamp)}`
  return `${head},"state":${delta.state},"metadata":${delta.metadata}${tokenMember(facts.clientToken)}}`
}

export interface SnapshotTexts extends SectionTexts {
  readonly version: number
}

/** SHD-103. */
export function documentsPayload(
  previous: SnapshotTexts | undefined,
  current: SnapshotTexts,
  facts: { readonly timestamp: number; readonly clientToken: string | undefined },
): string {
  const before = previous === undefined ? 'null' : snapshot(previous)
  return `{"previous":${before},"current":${snapshot(current)},${tail(facts)}`
}

/** SHD-104. */
export function deletedPayload(facts: {
  readonly version: number
  readonly timestamp: number
  readonly clientToken: string | undefined
}): string {
  return `{"version":${String(facts.version)},${tail(facts)}`
}

/** SHD-105, as captured: no timestamp. */
export function rejectedPayload(code: number, message: string, clientToken: string | undefined): string {
  return `{"code":${String(code)},"message":${JSON.stringify(message)}${tokenMember(clientToken)}}`
}

function snapshot(shadow: SnapshotTexts): string {
  const state = members({ desired: shadow.desired?.state, reported: shadow.reported?.state })
  return `{"state":${state},"metadata":${metadataOf(shadow)},"version":${String(shadow.version)}}`
}

function metadataOf(sections: SectionTexts): string {
  return members({ desired: sections.desired?.metadata, reported: sections.reported?.metadata })
}

function members(texts: Readonly<Record<string, string | undefined>>): string {
  let body = ''
  for (const [name, text] of Object.entries(texts)) {
    if (text !== undefined) body += `${body === '' ? '' : ','}"${name}":${text}`
  }
  return `{${body}}`
}

function tail({ timestamp, clientToken }: { readonly timestamp: number; readonly clientToken: string | undefined }): string {
  return `"timestamp":${String(timestamp)}${tokenMember(clientToken)}}`
}

function tokenMember(clientToken: string | undefined): string {
  return clientToken === undefined ? '' : `,"clientToken":${JSON.stringify(clientToken)}`
}
