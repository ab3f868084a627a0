import type { IotHandlers } from '@iot-core-local/core'
import type { FieldDeclaration, ThingIndexConfiguration } from '../config/index-configuration.js'
import { GROUP_MANAGED_FIELDS, thingManagedFields } from '../config/managed-fields.js'
import type { IndexStates } from '../maintenance/index-states.js'

/** Every mode is said, also `OFF`; empty lists are left out (IDX-010, IDX-030). */
export function getIndexingConfiguration(states: IndexStates): NonNullable<IotHandlers['GetIndexingConfiguration']> {
  return () => {
    const things = states.things.configuration
    const groups = states.groups.configuration
    const filter = filterOf(things)
    return {
      thingIndexingConfiguration: {
        thingIndexingMode: things.thingIndexingMode,
        thingConnectivityIndexingMode: things.thingConnectivityIndexingMode,
        deviceDefenderIndexingMode: things.deviceDefenderIndexingMode,
        namedShadowIndexingMode: things.namedShadowIndexingMode,
        ...fields('managedFields', thingManagedFields(things)),
        ...fields('customFields', things.customFields),
        ...(Object.keys(filter).length === 0 ? {} : { filter }),
      },
      thingGroupIndexingConfiguration: {
        thingGroupIndexingMode: groups.thingGroupIndexingMode,
        ...fields('managedFields', groups.thingGroupIndexingMode === 'ON' ? GROUP_MANAGED_FIELDS : []),
        ...fields('customFields', groups.customFields),
      },
    }
  }
}

function fields<Name extends string>(name: Name, declarations: readonly FieldDeclaration[]): { [Key in Name]?: FieldDeclaration[] } {
  // The computed key is the one member of the type.
  return declarations.length === 0 ? {} : ({ [name]: [...declarations] } as { [Key in Name]?: FieldDeclaration[] })
}

function filterOf({ namedShadowNames, geoTargets, includeSocketInformation }: ThingIndexConfiguration) {
  return {
    ...(namedShadowNames.length === 0 ? {} : { namedShadowNames: [...namedShadowNames] }),
    ...(geoTargets.length === 0 ? {} : { geoLocations: [...geoTargets] }),
    ...(includeSocketInformation === undefined ? {} : { connectivity: { includeSocketInformation: [...includeSocketInformation] } }),
  }
}
