import type { IotOperations, Validated } from '@iot-core-local/core'
import { checkGroupConfiguration, checkThingConfiguration } from './configuration-rules.js'
import type { FieldDeclaration, GroupIndexConfiguration, ThingIndexConfiguration } from './index-configuration.js'

type Request = Validated<IotOperations['UpdateIndexingConfiguration']['input']>
type ThingRequest = NonNullable<Request['thingIndexingConfiguration']>
type GroupRequest = NonNullable<Request['thingGroupIndexingConfiguration']>

/**
 * The configuration that a request replaces `current` by (IDX-012, IDX-013). Managed fields in it are AWS's own and ignored (IDX-018).
 * @throws InvalidRequestException when the parts do not fit together.
 */
export function readThingConfiguration(request: ThingRequest, current: ThingIndexConfiguration): ThingIndexConfiguration {
  const thingConnectivityIndexingMode = request.thingConnectivityIndexingMode ?? 'OFF'
  const given = request.filter?.connectivity?.includeSocketInformation
  // A filter that is not mentioned stays while connectivity is indexed: the only thing that an update does not replace.
  const kept = thingConnectivityIndexingMode === 'STATUS' ? current.includeSocketInformation : undefined
  const configuration: ThingIndexConfiguration = {
    thingIndexingMode: request.thingIndexingMode,
    thingConnectivityIndexingMode,
    deviceDefenderIndexingMode: request.deviceDefenderIndexingMode ?? 'OFF',
    namedShadowIndexingMode: request.namedShadowIndexingMode ?? 'OFF',
    customFields: declarations(request.customFields),
    namedShadowNames: request.filter?.namedShadowNames ?? [],
    geoTargets: (request.filter?.geoLocations ?? []).map(({ name, order }) => ({ name: name ?? '', order: order ?? 'LatLon' })),
    includeSocketInformation: given ?? kept,
  }
  checkThingConfiguration(configuration)
  return configuration
}

/** As {@link readThingConfiguration}, for thing groups. */
export function readGroupConfiguration(request: GroupRequest): GroupIndexConfiguration {
  const configuration = { thingGroupIndexingMode: request.thingGroupIndexingMode, customFields: declarations(request.customFields) }
  checkGroupConfiguration(configuration)
  return configuration
}

function declarations(fields: ThingRequest['customFields']): FieldDeclaration[] {
  // A declaration without a type is refused by the rules; its name then says which one it was.
  return (fields ?? []).map(({ name, type }) => ({ name: type === undefined ? '' : (name ?? ''), type: type ?? 'String' }))
}
