import { invalidRequest } from '@iot-core-local/core'
import type { JobsContext } from '../context.js'
import { MAX_DOCUMENT_LENGTH } from '../limits.js'
import { decodeKey, parseS3Url } from '../model/s3-location.js'

/** The bucket that stands for files of this machine. */
const FILE_BUCKET = 'file'
/** A character takes at most so many bytes in UTF-8. */
const MAX_BYTES_PER_CHARACTER = 4

/**
 * Reads a job document from where `documentSource` says (JOB-201, JOB-202): an object of S3, or with `file:` a file of this machine. Once, at
 * creation. @throws InvalidRequestException when there is no such document
 */
export async function readDocumentSource(context: JobsContext, documentSource: string): Promise<string> {
  const { bucket, key } = locate(documentSource)
  const bytes = await context.objects.read(bucket, key, MAX_DOCUMENT_LENGTH * MAX_BYTES_PER_CHARACTER).catch((error: unknown) => {
    throw invalidRequest(
      `The job document cannot be read from ${documentSource}: ${error instanceof Error ? error.message : 'no such object'}.`,
    )
  })
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw invalidRequest(`The job document at ${documentSource} is not UTF-8.`)
  }
}

function locate(documentSource: string): { readonly bucket: string; readonly key: string } {
  const path = /^file:(?:\/\/)?\/*([^/?#][^?#]*)$/.exec(documentSource)?.[1]
  const location = path === undefined ? parseS3Url(documentSource) : { bucket: FILE_BUCKET, key: path }
  const key = location === undefined ? undefined : decodeKey(location.key)
  if (location === undefined || key === undefined || key === '' || location.bucket === '') {
    throw invalidRequest(`documentSource ${documentSource} is not the URL of an object in Amazon S3.`)
  }
  return { bucket: location.bucket, key }
}
