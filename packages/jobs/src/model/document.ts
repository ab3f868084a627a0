import { invalidRequest, notImplemented } from '@iot-core-local/core'
import { MAX_DOCUMENT_LENGTH } from '../limits.js'
import { findPlaceholders } from './placeholders.js'
import { isPresigned, readPresigned } from './presigned-urls.js'

/** What a document is checked against. */
export interface DocumentFrame {
  /** Whether presignedUrlConfig names a role. */
  readonly hasPresignRole: boolean
  readonly region: string
}

/**
 * Checks a job document at creation (JOB-200).
 * @throws InvalidRequestException when it is too long or not JSON, for a presigned URL without a role (JOB-205) or of something else than an
 * object of S3; InvalidJobDocumentException for a placeholder that does not end, or stands where it must not (JOB-210)
 */
export function checkDocument(text: string, { hasPresignRole, region }: DocumentFrame): void {
  if (text.length > MAX_DOCUMENT_LENGTH) throw invalidRequest(`The job document is longer than ${MAX_DOCUMENT_LENGTH} characters.`)
  const placeholders = findPlaceholders(text)
  if (!isJson(text)) throw invalidRequest('The job document is not valid JSON.')
  for (const placeholder of placeholders) {
    if (placeholder.kind === 'parameter') throw invalidRequest('Document parameters can be used with managed job templates only.')
    if (!isPresigned(placeholder)) throw notImplemented(`The placeholder \${aws:iot:${placeholder.kind}...} in a job document`)
    if (!hasPresignRole) throw invalidRequest('presignedUrlConfig role ARN is required to generate an S3 presigned url in job document.')
    readPresigned(placeholder, region)
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
