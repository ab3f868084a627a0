import { type IotHandlers, validationFailed } from '@iot-core-local/core'
import type { PackagesContext } from '../context.js'
import { packageResource } from '../model/package-arns.js'
import { once } from '../once.js'

/**
 * DeletePackage of one without versions. The model knows no exception for a package that is not there, and AWS's own CloudFormation handler looks
 * whether it exists before it deletes: it is as good as deleted.
 */
export function deletePackage(context: PackagesContext): NonNullable<IotHandlers['DeletePackage']> {
  return (input) => {
    const { packageName } = input
    return once(context, { operation: 'DeletePackage', input, mismatch: validationFailed }, () => {
      if (context.versions.hasAny(packageName))
        throw validationFailed(`The package ${packageName} still has versions; delete them before the package.`)
      context.packages.delete(packageName)
      context.tags.removeAll(context.account.arns.iot(packageResource(packageName)))
      return {}
    })
  }
}
