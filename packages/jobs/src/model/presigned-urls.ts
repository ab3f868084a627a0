import { invalidRequest } from '@iot-core-local/core'
import { invalidJobDocument } from '../errors.js'
import type { PresignRequest } from '../ports.js'
import type { Placeholder } from './placeholders.js'
import { decodeKey, isBucketName, parseS3Url } from './s3-location.js'

/** A placeholder for a presigned URL: the request of it, but for what an execution adds. */
export type PresignTemplate = Omit<PresignRequest, 'expiresSeconds'>

/** A document cut at its presigned URLs. */
export type DocumentPart = string | PresignTemplate

/** Whose document it is: what local placeholders of upload URLs stand for. */
export interface DocumentOwner {
  readonly thingName: string
  readonly jobId: string
  readonly executionNumber: number
}

const UPLOAD = 's3-presigned-url-upload'
const KINDS = ['s3-presigned-url', 's3-presigned-url-v1', 's3-presigned-url-v2', UPLOAD]
const LOCAL_NAMES = ['thingName', 'jobId', 'executionNumber'] as const
/** How often each local placeholder may stand in a key (JOB-204). */
const MAX_LOCAL_OCCURRENCES = 2
/** The key of an upload whose placeholder names none (JOB-204; the form is not documented). */
const DEFAULT_UPLOAD_KEY = '${thingName}/${jobId}/${executionNumber}'

export function isPresigned({ kind }: Placeholder): boolean {
  return KINDS.includes(kind)
}

/** The document as JSON text with the URLs in place (JOB-206). */
export function fillPresigned(parts: readonly DocumentPart[], owner: DocumentOwner, urlOf: (template: PresignTemplate) => string): string {
  return parts
    .map((part) => {
      if (typeof part === 'string') return part
      const key = LOCAL_NAMES.reduce((text, name) => text.replaceAll(`\${${name}}`, () => String(owner[name])), part.key)
      return JSON.stringify(urlOf({ ...part, key })).slice(1, -1)
    })
    .join('')
}

/** Reads the placeholder of a presigned URL. @throws InvalidRequestException, InvalidJobDocumentException with the texts of JOB-210 */
export function readPresigned({ kind, argument, nested }: Placeholder, region: string): PresignTemplate {
  const isUpload = kind === UPLOAD
  const url = JSON.parse(`"${argument}"`) as string
  checkNested(nested, isUpload)
  const location = parseS3Url(url)
  if (location === undefined) throw invalidRequest('Provided argument for presigned url is invalid')
  if (location.bucket.includes('${')) {
    throw invalidJobDocument('S3 bucket name in presigned url upload is not allowed to contain any placeholders')
  }
  if (isUpload && location.bucket === '') {
    throw invalidRequest('S3 bucket in job document presigned url upload placeholder not found')
  }
  if (!isBucketName(location.bucket)) throw invalidRequest('Given S3 bucket name is invalid.')
  if (isUpload) {
    if (location.region !== undefined && location.region !== region) {
      throw invalidRequest('Cross region S3 bucket is not supported for presigned url upload placeholder')
    }
    return { method: 'PUT', ...location, key: location.key === '' ? DEFAULT_UPLOAD_KEY : location.key, versionId: undefined }
  }
  if (location.key === '') throw invalidRequest('Provided argument for presigned url is invalid')
  return { method: 'GET', ...location, ...(kind.endsWith('-v2') ? encodedKey(location.key) : { versionId: undefined }) }
}

/** In the second form the key is encoded, and a version may follow it as an encoded query (JOB-204). */
function encodedKey(encoded: string): { readonly key: string; readonly versionId: string | undefined } {
  const decoded = decodeKey(encoded)
  const mark = decoded?.indexOf('?versionId=') ?? -1
  const key = mark < 0 ? decoded : decoded?.slice(0, mark)
  const versionId = mark < 0 ? undefined : decoded?.slice(mark + '?versionId='.length)
  if (key === undefined || key === '') throw invalidRequest('Provided argument for presigned url is invalid')
  if (versionId === '') throw invalidRequest('VersionId not found when attempting to access s3 url')
  return { key, versionId }
}

function checkNested(nested: readonly string[], isUpload: boolean): void {
  for (const name of nested) {
    if (name.startsWith('aws:')) {
      const [, service = '', kind = ''] = name.split(':')
      throw invalidJobDocument(`\${aws:${service}:${kind}[...]} should not be the second layer pattern.`)
    }
    const isKnown = LOCAL_NAMES.some((known) => known === name)
    if (!isUpload && isKnown) throw invalidJobDocument(`Local placeholder, \${${name}}, is only valid inside of presign url upload`)
    if (isUpload && !isKnown) throw invalidJobDocument(`Undefined placeholder, \${${name}}, inside of presign url upload parameter`)
    if (isUpload && nested.filter((other) => other === name).length > MAX_LOCAL_OCCURRENCES) {
      throw invalidJobDocument(
        `The occurrence of local placeholder \${${name}} within S3 presigned url upload placeholder exceeds limit of ${MAX_LOCAL_OCCURRENCES}.`,
      )
    }
  }
}
