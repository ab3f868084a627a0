import type { S3Artifact, VersionStatus } from './model/package-version.js'
import type { ConfigurationStore } from './store/configuration-store.js'
import type { PackagesStore } from './store/packages-store.js'
import type { VersionsStore } from './store/versions-store.js'

/** A version as those see it who deploy it. */
export interface DeployableVersion {
  readonly status: VersionStatus
  readonly attributes: Readonly<Record<string, string>>
  readonly artifact: S3Artifact | undefined
}

/** The catalog as other services read it. */
export interface PackageCatalog {
  /** The name of the package's default version; undefined when there is none, or no such package. */
  defaultVersionOf(packageName: string): string | undefined
  find(packageName: string, versionName: string): DeployableVersion | undefined
  /** Whether jobs write what they installed into the things' shadow `$package` (`versionUpdateByJobsConfig.enabled`). */
  isVersionUpdateEnabled(): boolean
}

export function createCatalog(packages: PackagesStore, versions: VersionsStore, configuration: ConfigurationStore): PackageCatalog {
  return {
    defaultVersionOf: (packageName) => packages.find(packageName)?.defaultVersionName,
    find: (packageName, versionName) => versions.find(packageName, versionName),
    isVersionUpdateEnabled: () => configuration.read().isEnabled,
  }
}
