import { conflict, type IotHandlers } from '@iot-core-local/core'
import type { PackagesContext } from '../context.js'
import { packageResource } from '../model/package-arns.js'
import { once } from '../once.js'
import { addTags } from './add-tags.js'
import { requireIndexing } from './require-indexing.js'

/** CreatePackage: a name without versions yet. */
export function createPackage(context: PackagesContext): NonNullable<IotHandlers['CreatePackage']> {
  return (input) => {
    const { packageName, description, tags } = input
    return once(context, { operation: 'CreatePackage', input }, () => {
      requireIndexing(context)
      if (context.packages.find(packageName) !== undefined) throw conflict(`The package ${packageName} already exists.`, packageName)
      const nowMs = context.account.timers.now()
      const packageArn = context.account.arns.iot(packageResource(packageName))
      context.packages.put({ packageName, description, defaultVersionName: undefined, createdAtMs: nowMs, updatedAtMs: nowMs })
      addTags(context, packageArn, tags)
      return { packageName, packageArn, ...(description === undefined ? {} : { description }) }
    })
  }
}
