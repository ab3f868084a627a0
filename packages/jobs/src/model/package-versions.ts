import { type Arns, invalidRequest, parseArn } from '@iot-core-local/core'
import { MAX_PACKAGE_VERSIONS } from '../limits.js'

/** Stands for the default version of a package (JOB-119). */
export const DEFAULT_VERSION = '$default'
/** Stands for none: the package is uninstalled (JOB-119). */
export const NO_VERSION = '$null'

/** A version that a job brings to its things, as `destinationPackageVersions` names it. */
export interface DestinationVersion {
  readonly packageName: string
  /** A name, `$default` or `$null`. */
  readonly versionName: string
  /** What the catalog held when the job was created; undefined for `$null`, and in templates, whose jobs look it up. */
  readonly found: FoundVersion | undefined
}

export interface FoundVersion {
  /** The name that `$default` stood for, or the name itself. */
  readonly versionName: string
  /** Undefined where the document asks nothing of the version. */
  readonly content: VersionContent | undefined
}

export interface VersionContent {
  readonly attributes: Readonly<Record<string, string>>
  readonly artifact: PackageArtifact | undefined
}

/** The object of S3 that a version is installed from. */
export interface PackageArtifact {
  readonly bucket: string
  readonly key: string
  readonly version: string | undefined
}

const RESOURCE = /^package\/([a-zA-Z0-9_.-]{1,128})\/version\/([a-zA-Z0-9_.-]{1,64}|\$default|\$null)$/

/**
 * Reads `destinationPackageVersions` (JOB-119).
 * @throws InvalidRequestException for more than 25, for what is no ARN of a version in this account and Region, and for a package that is named twice:
 * the shadow `$package` has room for one version of each
 */
export function readDestinations(versionArns: readonly string[] | undefined, arns: Arns): DestinationVersion[] {
  if (versionArns === undefined) return []
  if (versionArns.length > MAX_PACKAGE_VERSIONS) {
    throw invalidRequest(`destinationPackageVersions can name at most ${MAX_PACKAGE_VERSIONS} package versions.`)
  }
  const destinations = versionArns.map((arn) => readDestination(arn, arns))
  const names = new Set<string>()
  for (const { packageName } of destinations) {
    if (names.has(packageName)) throw invalidRequest(`destinationPackageVersions names the package ${packageName} twice.`)
    names.add(packageName)
  }
  return destinations
}

function readDestination(versionArn: string, arns: Arns): DestinationVersion {
  const resource = parseArn(versionArn)?.resource ?? ''
  const [, packageName, versionName] = RESOURCE.exec(resource) ?? []
  if (packageName === undefined || versionName === undefined || arns.iot(resource) !== versionArn) {
    throw invalidRequest(`Invalid package version ARN: ${versionArn}.`)
  }
  return { packageName, versionName, found: undefined }
}

/** The name of the version that was found; `$null` stays. */
export function foundName({ versionName, found }: DestinationVersion): string {
  return found?.versionName ?? versionName
}

export function packageVersionArn(packageName: string, versionName: string, arns: Arns): string {
  return arns.iot(`package/${packageName}/version/${versionName}`)
}
