import { validationFailed } from '@iot-core-local/core'
import { MAX_ATTRIBUTES_BYTES } from '../limits.js'
import type { S3Artifact } from '../model/package-version.js'

/** @throws ValidationException when they have more than 3 KB together */
export function checkAttributes(attributes: Readonly<Record<string, string>> = {}): void {
  const bytes = Object.entries(attributes).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value), 0)
  if (bytes > MAX_ATTRIBUTES_BYTES)
    throw validationFailed(`The attributes of a version can have at most ${MAX_ATTRIBUTES_BYTES} bytes together; these have ${bytes}.`)
}

export interface RawArtifact {
  readonly s3Location?:
    { readonly bucket?: string | undefined; readonly key?: string | undefined; readonly version?: string | undefined } | undefined
}

/** Where the files of a version are. The object's version is optional (unconfirmed). @throws ValidationException */
export function readArtifact(artifact: RawArtifact): S3Artifact {
  const { bucket, key, version } = artifact.s3Location ?? {}
  if (bucket === undefined || key === undefined) throw validationFailed('artifact.s3Location needs bucket and key.')
  if (version === '') throw validationFailed('artifact.s3Location.version must not be empty.')
  return { bucket, key, version }
}
