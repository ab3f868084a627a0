import { validationFailed } from '@iot-core-local/core'
import type { PackagesContext } from '../context.js'

/**
 * Nothing is put into the catalog while the thing index is off (developer guide, "Getting started with Software Package Catalog").
 * @throws ValidationException (which exception AWS throws is unconfirmed)
 */
export function requireIndexing(context: PackagesContext): void {
  if (context.indexing.isThingIndexOn()) return
  throw validationFailed(
    'Fleet indexing has to be enabled to use the software package catalog: call UpdateIndexingConfiguration with a thingIndexingMode other than OFF.',
  )
}
