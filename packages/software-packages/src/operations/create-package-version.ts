import { conflict, type IotHandlers, validationFailed } from '@iot-core-local/core'
import type { PackagesContext } from '../context.js'
import { versionResource } from '../model/package-arns.js'
import { once } from '../once.js'
import { addTags } from './add-tags.js'
import { checkAttributes, readArtifact } from './read-parts.js'
import { requireIndexing } from './require-indexing.js'

/** CreatePackageVersion: a draft. The model knows no ResourceNotFoundException for a package that is not there (unconfirmed which it is). */
export function createPackageVersion(context: PackagesContext): NonNullable<IotHandlers['CreatePackageVersion']> {
  return (input) => {
    const { packageName, versionName, description, attributes = {}, recipe, tags } = input
    checkAttributes(attributes)
    const artifact = input.artifact === undefined ? undefined : readArtifact(input.artifact)
    return once(context, { operation: 'CreatePackageVersion', input }, () => {
      requireIndexing(context)
      if (context.packages.find(packageName) === undefined) throw validationFailed(`There is no package ${packageName}.`)
      if (context.versions.find(packageName, versionName) !== undefined)
        throw conflict(`The version ${versionName} of the package ${packageName} already exists.`, versionName)
      const nowMs = context.account.timers.now()
      const packageVersionArn = context.account.arns.iot(versionResource(packageName, versionName))
      const status = 'DRAFT' as const
      context.versions.put({
        packageName,
        versionName,
        description,
        attributes,
        artifact,
        recipe,
        status,
        createdAtMs: nowMs,
        updatedAtMs: nowMs,
      })
      addTags(context, packageVersionArn, tags)
      return { packageVersionArn, packageName, versionName, ...(description === undefined ? {} : { description }), attributes, status }
    })
  }
}
