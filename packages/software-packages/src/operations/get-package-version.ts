import type { IotHandlers } from '@iot-core-local/core'
import type { PackagesContext } from '../context.js'
import { versionResource } from '../model/package-arns.js'
import type { PackageVersion } from '../model/package-version.js'
import { findVersion } from './find-package.js'

/** GetPackageVersion. */
export function getPackageVersion(context: PackagesContext): NonNullable<IotHandlers['GetPackageVersion']> {
  return ({ packageName, versionName }) => {
    const version = findVersion(context, packageName, versionName)
    const { description, attributes, artifact, recipe } = version
    return {
      packageVersionArn: context.account.arns.iot(versionResource(packageName, versionName)),
      ...versionSummary(version),
      ...(description === undefined ? {} : { description }),
      attributes,
      ...(artifact === undefined ? {} : { artifact: { s3Location: artifact } }),
      ...(recipe === undefined ? {} : { recipe }),
    }
  }
}

/** The members that GetPackageVersion and ListPackageVersions share. */
export function versionSummary({ packageName, versionName, status, createdAtMs, updatedAtMs }: PackageVersion) {
  return { packageName, versionName, status, creationDate: new Date(createdAtMs), lastModifiedDate: new Date(updatedAtMs) }
}
