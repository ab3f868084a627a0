import type { ParsedArn } from '@iot-core-local/core'
import { readResource } from './model/package-arns.js'
import type { PackagesStore } from './store/packages-store.js'
import type { VersionsStore } from './store/versions-store.js'

/** Which resources of this package can have tags: packages and their versions. */
export interface TaggableResources {
  /** Whether the resource exists; undefined when resources of its type are not this package's. */
  exists(arn: ParsedArn): boolean | undefined
}

export function createTaggable(packages: PackagesStore, versions: VersionsStore): TaggableResources {
  return {
    exists: ({ resourceType, resource }) => {
      if (resourceType !== 'package') return undefined
      const { packageName, versionName } = readResource(resource) ?? {}
      if (packageName === undefined) return false
      return (versionName === undefined ? packages.find(packageName) : versions.find(packageName, versionName)) !== undefined
    },
  }
}
