import { conflict, type IotHandlers, validationFailed } from '@iot-core-local/core'
import type { PackagesContext } from '../context.js'
import { isDeployable } from '../model/lifecycle.js'
import type { SoftwarePackage } from '../model/package.js'
import { once } from '../once.js'
import { findPackage, findVersion } from './find-package.js'
import { requireIndexing } from './require-indexing.js'

/** UpdatePackage: the description, and which version is the default one, if any. Members that are not given stay as they are. */
export function updatePackage(context: PackagesContext): NonNullable<IotHandlers['UpdatePackage']> {
  return (input) => {
    const { packageName, description, defaultVersionName, unsetDefaultVersion } = input
    if (defaultVersionName !== undefined && unsetDefaultVersion === true)
      throw validationFailed('defaultVersionName and unsetDefaultVersion cannot be given together.')
    if (description === undefined && defaultVersionName === undefined && unsetDefaultVersion !== true)
      throw validationFailed('One of description, defaultVersionName and unsetDefaultVersion must be given.')
    return once(context, { operation: 'UpdatePackage', input }, () => {
      requireIndexing(context)
      const found = findPackage(context, packageName)
      if (defaultVersionName !== undefined) checkDefault(context, packageName, defaultVersionName)
      const changed: SoftwarePackage = {
        ...found,
        description: description ?? found.description,
        defaultVersionName: unsetDefaultVersion === true ? undefined : (defaultVersionName ?? found.defaultVersionName),
        updatedAtMs: context.account.timers.now(),
      }
      context.packages.put(changed)
      return {}
    })
  }
}

/** A draft is not ready to be anybody's default (developer guide, "Default version"). @throws ResourceNotFoundException, ConflictException */
function checkDefault(context: PackagesContext, packageName: string, versionName: string): void {
  const { status } = findVersion(context, packageName, versionName)
  if (!isDeployable(status))
    throw conflict(`The version ${versionName} of the package ${packageName} is a draft; publish it to make it the default.`, versionName)
}
