import type { IotHandlers } from '@iot-core-local/core'
import type { PackagesContext } from '../context.js'
import { packageResource } from '../model/package-arns.js'
import type { SoftwarePackage } from '../model/package.js'
import { findPackage } from './find-package.js'

/** GetPackage. */
export function getPackage(context: PackagesContext): NonNullable<IotHandlers['GetPackage']> {
  return ({ packageName }) => {
    const found = findPackage(context, packageName)
    return {
      ...packageSummary(found),
      packageArn: context.account.arns.iot(packageResource(packageName)),
      ...(found.description === undefined ? {} : { description: found.description }),
    }
  }
}

/** The members that GetPackage and ListPackages share. */
export function packageSummary({ packageName, defaultVersionName, createdAtMs, updatedAtMs }: SoftwarePackage) {
  return {
    packageName,
    ...(defaultVersionName === undefined ? {} : { defaultVersionName }),
    creationDate: new Date(createdAtMs),
    lastModifiedDate: new Date(updatedAtMs),
  }
}
