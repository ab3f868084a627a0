import { invalidRequest, resourceNotFound } from '@iot-core-local/core'
import type { Stock } from '../context.js'
import { DEFAULT_VERSION, type DestinationVersion, NO_VERSION, readDestinations } from '../model/package-versions.js'

/**
 * Looks up what a job brings to its things. From now on `$default` stands for the version that is the default one now (unconfirmed: AWS may look again
 * when a scheduled job begins).
 * @throws InvalidRequestException for a list that is malformed, a package without default version, and a draft; ResourceNotFoundException (JOB-119)
 */
export function findPackages({ account, catalog }: Stock, versionArns: readonly string[] | undefined): readonly DestinationVersion[] {
  return readDestinations(versionArns, account.arns).map((destination) => {
    const { packageName } = destination
    if (destination.versionName === NO_VERSION) return destination
    const versionName = destination.versionName === DEFAULT_VERSION ? catalog.defaultVersionOf(packageName) : destination.versionName
    if (versionName === undefined) throw invalidRequest(`Package ${packageName} has no default version.`)
    const version = catalog.find(packageName, versionName)
    if (version === undefined) throw resourceNotFound(`Package ${packageName} version ${versionName} does not exist.`)
    if (version.status === 'DRAFT') {
      throw invalidRequest(`Package ${packageName} version ${versionName} is a draft and cannot be deployed until it is published.`)
    }
    const { attributes, artifact } = version
    return { ...destination, found: { versionName, content: { attributes, artifact } } }
  })
}

/** A version that the document asks nothing of: only its name is kept. */
export function withoutContent(destination: DestinationVersion): DestinationVersion {
  const { found } = destination
  return found === undefined ? destination : { ...destination, found: { versionName: found.versionName, content: undefined } }
}
