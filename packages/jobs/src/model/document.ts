import { invalidRequest, notImplemented } from '@iot-core-local/core'
import { invalidJobDocument } from '../errors.js'
import { MAX_DOCUMENT_LENGTH } from '../limits.js'

/** What starts a placeholder that the service replaces. Anything else in `${...}` is the document's own. */
const PLACEHOLDER = /\$\{aws:iot:([a-z0-9-]+)/g

/**
 * Checks a job document at creation (JOB-200).
 * @throws InvalidRequestException when it is too long or not JSON; InvalidJobDocumentException for a placeholder that does not end
 * (JOB-210); InvalidRequestException for a presigned URL without a role (JOB-205).
 */
export function checkDocument(text: string, hasPresignRole: boolean): void {
  if (text.length > MAX_DOCUMENT_LENGTH) throw invalidRequest(`The job document is longer than ${MAX_DOCUMENT_LENGTH} characters.`)
  if (hasOpenPlaceholder(text)) throw invalidJobDocument('One or more parameters or placeholders are not terminated.')
  if (!isJson(text)) throw invalidRequest('The job document is not valid JSON.')
  for (const [, kind = ''] of text.matchAll(PLACEHOLDER)) {
    if (kind.startsWith('s3-presigned-url')) {
      if (!hasPresignRole) throw invalidRequest('presignedUrlConfig role ARN is required to generate an S3 presigned url in job document.')
    }
    if (kind === 'parameter') throw invalidRequest('Document parameters can be used with managed job templates only.')
    throw notImplemented(`The placeholder \${aws:iot:${kind}...} in a job document`)
  }
}

function hasOpenPlaceholder(text: string): boolean {
  for (const match of text.matchAll(PLACEHOLDER)) {
    const rest = text.slice(match.index + 2)
    // A placeholder lies inside one JSON string, so the quote that ends the string ends the search too.
    const end = /[}"]/.exec(rest)
    if (end?.[0] !== '}') return true
  }
  return false
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
