/** An object of S3, as a URL names it. */
export interface S3Location {
  readonly bucket: string
  /** Empty when the URL names a bucket only. */
  readonly key: string
  /** Where the URL says so. */
  readonly region: string | undefined
}

/** `s3`, `s3.us-west-2`, `s3-us-west-2`, with or without a bucket in front. */
const HOST = /^(?:(?<bucket>.+)\.)?s3(?:[.-](?:dualstack\.)?(?<region>[a-z]{2}(?:-[a-z]+)+-\d))?\.amazonaws\.com(?:\.cn)?$/

/**
 * Reads the forms of JOB-201: path style and virtual-hosted style over https, and `s3://bucket/key`. The path is taken as it stands, nothing is
 * decoded. Undefined for any other URL, and for one with a query.
 */
export function parseS3Url(url: string): S3Location | undefined {
  const match = /^(?<scheme>https|s3):\/\/(?<host>[^/?#]+)(?:\/(?<path>[^?#]*))?$/.exec(url)
  if (match === null) return undefined
  const { scheme, host = '', path = '' } = match.groups ?? {}
  if (scheme === 's3') return { bucket: host, key: path, region: undefined }
  const groups = HOST.exec(host)?.groups
  if (groups === undefined) return undefined
  const region = groups['region']
  if (groups['bucket'] !== undefined) return { bucket: groups['bucket'], key: path, region }
  const slash = path.indexOf('/')
  return slash < 0 ? { bucket: path, key: '', region } : { bucket: path.slice(0, slash), key: path.slice(slash + 1), region }
}

/** S3's rule for names of buckets. */
export function isBucketName(name: string): boolean {
  return /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) && !name.includes('..')
}

/** Percent-decoded; undefined when it is not well encoded. */
export function decodeKey(key: string): string | undefined {
  try {
    return decodeURIComponent(key)
  } catch {
    return undefined
  }
}
