import { invalidRequest, notImplemented } from '@iot-core-local/core'
import { MAX_DOCUMENT_LENGTH } from '../limits.js'
import { withPackages } from './cut-document.js'
import { checkPackagePlaceholder, destinationOf, isPackage, packagesIn, readPackagePlaceholder } from './package-placeholders.js'
import type { DestinationVersion } from './package-versions.js'
import { findPlaceholders, type Placeholder } from './placeholders.js'
import { isPresigned, readPresigned } from './presigned-urls.js'

/** What a document is checked against. */
export interface DocumentFrame {
  /** Whether presignedUrlConfig names a role. */
  readonly hasPresignRole: boolean
  readonly region: string
  /** The package versions that the document may name. */
  readonly packages: readonly DestinationVersion[]
}

/**
 * Checks a job document at creation (JOB-200), and answers the names of the packages that it asks.
 * @throws InvalidRequestException when it is too long or not JSON, for a presigned URL without a role (JOB-205) or of something else than an
 * object of S3; InvalidJobDocumentException for a placeholder that does not end, stands where it must not, or names what is not there (JOB-210)
 */
export function checkDocument(text: string, frame: DocumentFrame): ReadonlySet<string> {
  if (text.length > MAX_DOCUMENT_LENGTH) throw invalidRequest(`The job document is longer than ${MAX_DOCUMENT_LENGTH} characters.`)
  const placeholders = findPlaceholders(text)
  if (!isJson(text)) throw invalidRequest('The job document is not valid JSON.')
  const packageNames = new Set<string>()
  for (const placeholder of placeholders) {
    if (placeholder.kind === 'parameter') throw invalidRequest('Document parameters can be used with managed job templates only.')
    if (isPackage(placeholder)) packageNames.add(checkPackage(text, placeholder, false, frame).packageName)
    else if (isPresigned(placeholder)) for (const name of checkPresigned(text, placeholder, frame)) packageNames.add(name)
    else throw notImplemented(`The placeholder \${aws:iot:${placeholder.kind}...} in a job document`)
  }
  return packageNames
}

function checkPresigned(text: string, placeholder: Placeholder, frame: DocumentFrame): readonly string[] {
  if (!frame.hasPresignRole) {
    throw invalidRequest('presignedUrlConfig role ARN is required to generate an S3 presigned url in job document.')
  }
  const named = packagesIn(placeholder).map((nested) => checkPackage(placeholder.argument, nested, true, frame))
  const names = named.map(({ packageName }) => packageName)
  // What a template's URL will be is known when its packages are.
  if (named.some(({ found }) => found === undefined)) return names
  readPresigned(withPackages(text.slice(placeholder.start, placeholder.end), placeholder, frame.packages), frame.region)
  return names
}

/** The version that the placeholder means. */
function checkPackage(text: string, placeholder: Placeholder, isNested: boolean, { hasPresignRole, packages }: DocumentFrame) {
  const read = readPackagePlaceholder(placeholder)
  const destination = destinationOf(read, packages)
  checkPackagePlaceholder(read, destination, { text, placeholder, isNested, hasPresignRole })
  return destination
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
