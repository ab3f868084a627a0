/*
 * Placeholders of software packages in job documents (JOB-209), the arguments of `${aws:iot:package:...}`:
 *
 *   argument = package ":version:" version ":" ( "attributes" [ ":" key ] | ( "artifact" | "artifact-location" ) ":s3-presigned-url" )
 *   package, version = name, or both empty: then they are those of the only destination
 *
 * One attribute is text and may stand anywhere in a string, also inside the placeholder of a presigned URL. All attributes are a JSON object and
 * replace the whole string that they stand in. An artifact is a presigned URL.
 */

import { invalidRequest } from '@iot-core-local/core'
import { invalidJobDocument } from '../errors.js'
import { type DestinationVersion, foundName, NO_VERSION, type PackageArtifact, type VersionContent } from './package-versions.js'
import { findPlaceholders, type Placeholder } from './placeholders.js'

export interface PackagePlaceholder {
  readonly packageName: string
  readonly versionName: string
  readonly part: { readonly kind: 'attribute'; readonly key: string } | { readonly kind: 'attributes' } | ArtifactPart
}

interface ArtifactPart {
  readonly kind: 'artifact'
  /** As it was written: AWS's guide has both. */
  readonly word: string
}

const ARGUMENT =
  /^([a-zA-Z0-9_.-]*):version:(\$default|\$null|[a-zA-Z0-9_.-]*):(?:(attributes)(?::([a-zA-Z0-9:_-]+))?|(artifact|artifact-location):s3-presigned-url)$/

export function isPackage({ kind }: Placeholder): boolean {
  return kind === 'package'
}

/** The package placeholders inside another placeholder. */
export function packagesIn(placeholder: Placeholder): readonly Placeholder[] {
  return placeholder.nested.length === 0 ? [] : findPlaceholders(placeholder.argument).filter(isPackage)
}

/** @throws InvalidJobDocumentException when it is none, or holds another placeholder (JOB-210) */
export function readPackagePlaceholder(placeholder: Placeholder): PackagePlaceholder {
  for (const name of placeholder.nested) {
    if (!name.startsWith('aws:')) continue
    if (/^aws:iot:package:.*:s3-presigned-url$/.test(name)) throw nestedArtifact()
    const [, service = '', kind = ''] = name.split(':')
    throw invalidJobDocument(`\${aws:${service}:${kind}[...]} should not be the second layer pattern.`)
  }
  const argument = JSON.parse(`"${placeholder.argument}"`) as string
  const [match, packageName = '', versionName = '', attributes, key, word] = ARGUMENT.exec(argument) ?? []
  if (match === undefined) {
    throw invalidJobDocument(`\${aws:iot:package:${argument}} names neither attributes nor the artifact of a package version.`)
  }
  if (word !== undefined) return { packageName, versionName, part: { kind: 'artifact', word } }
  if (attributes !== undefined && key !== undefined) return { packageName, versionName, part: { kind: 'attribute', key } }
  return { packageName, versionName, part: { kind: 'attributes' } }
}

/** Which of the destinations a placeholder means. @throws InvalidJobDocumentException (JOB-119, JOB-210) */
export function destinationOf(
  { packageName, versionName }: PackagePlaceholder,
  destinations: readonly DestinationVersion[],
): DestinationVersion {
  if ((packageName === '') !== (versionName === ''))
    throw invalidJobDocument('Empty package name and version name have to be used in pair.')
  if (versionName === NO_VERSION) throw nullReferred()
  if (packageName === '' && destinations.length > 1) {
    throw invalidJobDocument('Cannot resolve empty package name and version name given multiple elements in destination package versions.')
  }
  const found =
    packageName === ''
      ? destinations[0]
      : destinations.find((destination) => destination.packageName === packageName && destination.versionName === versionName)
  if (found === undefined) {
    throw invalidJobDocument(
      packageName === ''
        ? 'Cannot resolve empty package name and version name without destination package versions.'
        : `Package ${packageName} version ${versionName} of the job document is not among the destination package versions.`,
    )
  }
  if (found.versionName === NO_VERSION) throw nullReferred()
  return found
}

/** Where the placeholder stands, as far as it matters. */
export interface PackagePosition {
  readonly text: string
  readonly placeholder: Placeholder
  readonly isNested: boolean
  readonly hasPresignRole: boolean
}

/**
 * Checks a placeholder that was read, and its version when that was looked up.
 * @throws InvalidJobDocumentException, InvalidRequestException with the texts of JOB-210
 */
export function checkPackagePlaceholder({ part }: PackagePlaceholder, destination: DestinationVersion, position: PackagePosition): void {
  const { packageName, found } = destination
  const versionName = foundName(destination)
  const content = found?.content
  switch (part.kind) {
    case 'attribute':
      if (content !== undefined && attributeOf(content, part.key) === undefined) {
        throw invalidJobDocument(`Package ${packageName} version ${versionName} has no attribute ${part.key}.`)
      }
      return
    case 'attributes':
      if (position.isNested || !isWholeValue(position.text, position.placeholder)) {
        throw invalidJobDocument(
          'The package version attribute placeholder for all attributes has to be a json value by itself and not appended with other strings or nested with other placeholders.',
        )
      }
      return
    case 'artifact':
      if (position.isNested) throw nestedArtifact()
      if (content !== undefined && content.artifact === undefined) {
        throw invalidJobDocument(
          `Package ${packageName} version ${versionName} does not have an associated artifact to generate an S3 presigned url.`,
        )
      }
      if (!position.hasPresignRole) {
        throw invalidRequest(
          `presignedUrlConfig role ARN is required to generate an S3 presigned url in job document for package ${packageName} version ${versionName} artifact.`,
        )
      }
  }
}

/** What a placeholder of a checked document becomes. */
export type PackageValue =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'attributes'; readonly attributes: Readonly<Record<string, string>> }
  | { readonly kind: 'artifact'; readonly artifact: PackageArtifact; readonly shown: string }

/** @throws Error when the document was not checked against these versions */
export function packageValue({ part }: PackagePlaceholder, destination: DestinationVersion): PackageValue {
  const { packageName, found } = destination
  const versionName = foundName(destination)
  const content = found?.content
  if (part.kind === 'attributes' && content !== undefined) return { kind: 'attributes', attributes: content.attributes }
  const text = part.kind === 'attribute' && content !== undefined ? attributeOf(content, part.key) : undefined
  if (text !== undefined) return { kind: 'text', text }
  if (part.kind === 'artifact' && content?.artifact !== undefined) {
    const shown = `\${aws:iot:package:${packageName}:version:${versionName}:${part.word}:s3-presigned-url}`
    return { kind: 'artifact', artifact: content.artifact, shown }
  }
  throw new Error(`Package ${packageName} version ${versionName} lacks what the document asks of it.`)
}

function attributeOf({ attributes }: VersionContent, key: string): string | undefined {
  return Object.hasOwn(attributes, key) ? attributes[key] : undefined
}

/** Whether a string of the JSON text is the placeholder and nothing else, and no member's name. */
function isWholeValue(text: string, { start, end }: Placeholder): boolean {
  const isWhole = text[start - 1] === '"' && text[start - 2] !== '\\' && text[end] === '"'
  return isWhole && !/^\s*:/.test(text.slice(end + 1))
}

function nestedArtifact(): Error {
  return invalidJobDocument('${aws:iot:package:[...]:artifact:s3-presigned-url} cannot be nested inside another placeholder.')
}

function nullReferred(): Error {
  return invalidJobDocument('$null is not allowed to be referenced as a package version in job documents.')
}
