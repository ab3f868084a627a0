import type { DocumentText, SectionText } from '../document/document-text.js'

/*
 * The JSON texts of answers and notifications, with their members in the order that AWS writes (SHD-100..105).
 * Sections are spliced in as the text they are stored as.
 */

/** What nearly every payload says besides. */
export interface Facts {
  readonly version: number
  /** Epoch seconds of the answer. */
  readonly timestamp: number
  /** Echoed where the request had one (SHD-080). */
  readonly clientToken: string | undefined
}

/** SHD-100. `delta` is the text of the state that differs. */
export function documentPayload({ desired, reported }: DocumentText, delta: string | undefined, facts: Facts): string {
  const state = members({ desired: desired?.state, reported: reported?.state, delta })
  return `{"state":${state},"metadata":${metadataOf({ desired, reported })},"version":${String(facts.version)},${tail(facts)}`
}

/** SHD-101. `request` is the text of what was asked for, with its own metadata. */
export function acceptedPayload(request: SectionText, facts: Facts): string {
  return `{"state":${request.state},"metadata":${request.metadata},"version":${String(facts.version)},${tail(facts)}`
}

/** SHD-102. */
export function deltaPayload(delta: SectionText, { version, timestamp, clientToken }: Facts): string {
  const head = `{"version":${String(version)},"timestamp":${String(timestamp)}`
  return `${head},"state":${delta.state},"metadata":${delta.metadata}${tokenMember(clientToken)}}`
}

export interface SnapshotTexts extends DocumentText {
  readonly version: number
}

/** SHD-103. */
export function documentsPayload(previous: SnapshotTexts | undefined, current: SnapshotTexts, facts: Facts): string {
  const before = previous === undefined ? 'null' : snapshot(previous)
  return `{"previous":${before},"current":${snapshot(current)},${tail(facts)}`
}

/** SHD-104. */
export function deletedPayload(facts: Facts): string {
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

function metadataOf({ desired, reported }: DocumentText): string {
  return members({ desired: desired?.metadata, reported: reported?.metadata })
}

function members(texts: Readonly<Record<string, string | undefined>>): string {
  let body = ''
  for (const [name, text] of Object.entries(texts)) {
    if (text !== undefined) body += `${body === '' ? '' : ','}"${name}":${text}`
  }
  return `{${body}}`
}

function tail({ timestamp, clientToken }: Facts): string {
  return `"timestamp":${String(timestamp)}${tokenMember(clientToken)}}`
}

function tokenMember(clientToken: string | undefined): string {
  return clientToken === undefined ? '' : `,"clientToken":${JSON.stringify(clientToken)}`
}
