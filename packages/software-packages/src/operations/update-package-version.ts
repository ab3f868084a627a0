import { conflict, type IotHandlers, validationFailed } from '@iot-core-local/core'
import type { PackagesContext } from '../context.js'
import { type EditablePart, mayEdit, statusAfter } from '../model/lifecycle.js'
import type { PackageVersion } from '../model/package-version.js'
import { once } from '../once.js'
import { findVersion } from './find-package.js'
import { checkAttributes, readArtifact } from './read-parts.js'
import { requireIndexing } from './require-indexing.js'

const PARTS: readonly EditablePart[] = ['attributes', 'artifact', 'recipe']

/**
 * UpdatePackageVersion: edits what the version's status leaves open, then publishes or deprecates it. Attributes are replaced as a whole (unconfirmed);
 * members that are not given stay as they are.
 */
export function updatePackageVersion(context: PackagesContext): NonNullable<IotHandlers['UpdatePackageVersion']> {
  return (input) => {
    const { packageName, versionName, description, attributes, recipe, action } = input
    const edited = PARTS.filter((part) => input[part] !== undefined)
    if (edited.length === 0 && description === undefined && action === undefined)
      throw validationFailed('One of description, attributes, artifact, recipe and action must be given.')
    checkAttributes(attributes)
    const artifact = input.artifact === undefined ? undefined : readArtifact(input.artifact)
    return once(context, { operation: 'UpdatePackageVersion', input }, () => {
      requireIndexing(context)
      const version = findVersion(context, packageName, versionName)
      const { status } = version
      for (const part of edited) {
        if (!mayEdit(status, part))
          throw conflict(
            `The version ${versionName} of the package ${packageName} is ${status}: its ${part} can no longer change.`,
            versionName,
          )
      }
      const newStatus = action === undefined ? status : statusAfter(status, action)
      if (newStatus === undefined)
        throw conflict(
          `The version ${versionName} of the package ${packageName} is ${status} and does not take ${String(action)}.`,
          versionName,
        )
      const changed: PackageVersion = {
        ...version,
        description: description ?? version.description,
        attributes: attributes ?? version.attributes,
        artifact: artifact ?? version.artifact,
        recipe: recipe ?? version.recipe,
        status: newStatus,
        updatedAtMs: context.account.timers.now(),
      }
      context.versions.put(changed)
      return {}
    })
  }
}
