import { resourceNotFound } from '@iot-core-local/core'
import type { PackagesContext } from '../context.js'
import type { PackageVersion } from '../model/package-version.js'
import type { SoftwarePackage } from '../model/package.js'

/** @throws ResourceNotFoundException */
export function findPackage(context: PackagesContext, packageName: string): SoftwarePackage {
  const found = context.packages.find(packageName)
  if (found === undefined) throw resourceNotFound(`There is no package ${packageName}.`)
  return found
}

/** @throws ResourceNotFoundException */
export function findVersion(context: PackagesContext, packageName: string, versionName: string): PackageVersion {
  const found = context.versions.find(packageName, versionName)
  if (found === undefined) throw resourceNotFound(`There is no version ${versionName} of the package ${packageName}.`)
  return found
}
