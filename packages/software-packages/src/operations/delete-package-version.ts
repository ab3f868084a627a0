import { type IotHandlers, validationFailed } from '@iot-core-local/core'
import type { PackagesContext } from '../context.js'
import { versionResource } from '../model/package-arns.js'
import { once } from '../once.js'

/** DeletePackageVersion, in every status, unless it is the default one. One that is not there is as good as deleted, as with DeletePackage. */
export function deletePackageVersion(context: PackagesContext): NonNullable<IotHandlers['DeletePackageVersion']> {
  return (input) => {
    const { packageName, versionName } = input
    return once(context, { operation: 'DeletePackageVersion', input, mismatch: validationFailed }, () => {
      if (context.packages.find(packageName)?.defaultVersionName === versionName)
        throw validationFailed(
          `The version ${versionName} is the default version of the package ${packageName}; name another one, or none, with UpdatePackage.`,
        )
      if (context.versions.delete(packageName, versionName))
        context.tags.removeAll(context.account.arns.iot(versionResource(packageName, versionName)))
      return {}
    })
  }
}
