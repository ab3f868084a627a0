import type { GeoOrder } from '../documents/geo-point.js'

export type FieldType = 'Number' | 'String' | 'Boolean'

export interface FieldDeclaration {
  readonly name: string
  readonly type: FieldType
}

export interface GeoTarget {
  readonly name: string
  readonly order: GeoOrder
}

/** The thing half of the indexing configuration, every mode said (IDX-010, IDX-012). */
export interface ThingIndexConfiguration {
  readonly thingIndexingMode: 'OFF' | 'REGISTRY' | 'REGISTRY_AND_SHADOW'
  readonly thingConnectivityIndexingMode: 'OFF' | 'STATUS'
  readonly deviceDefenderIndexingMode: 'OFF' | 'VIOLATIONS'
  readonly namedShadowIndexingMode: 'OFF' | 'ON'
  readonly customFields: readonly FieldDeclaration[]
  readonly namedShadowNames: readonly string[]
  readonly geoTargets: readonly GeoTarget[]
  /** Undefined where it was never given: only a given filter is shown (IDX-013). */
  readonly includeSocketInformation: readonly 'GET_THING_CONNECTIVITY_DATA'[] | undefined
}

export interface GroupIndexConfiguration {
  readonly thingGroupIndexingMode: 'OFF' | 'ON'
  readonly customFields: readonly FieldDeclaration[]
}

export const THINGS_OFF: ThingIndexConfiguration = {
  thingIndexingMode: 'OFF',
  thingConnectivityIndexingMode: 'OFF',
  deviceDefenderIndexingMode: 'OFF',
  namedShadowIndexingMode: 'OFF',
  customFields: [],
  namedShadowNames: [],
  geoTargets: [],
  includeSocketInformation: undefined,
}

export const GROUPS_OFF: GroupIndexConfiguration = { thingGroupIndexingMode: 'OFF', customFields: [] }

/** The named shadows that are indexed (IDX-016). */
export function indexedShadowNames(configuration: ThingIndexConfiguration): readonly string[] {
  return configuration.namedShadowIndexingMode === 'ON' ? configuration.namedShadowNames : []
}

/** The keys of the document parts that the configuration asks for. */
export function indexedParts(configuration: ThingIndexConfiguration): ReadonlySet<string> {
  const parts = new Set<string>()
  if (configuration.thingIndexingMode === 'OFF') return parts
  parts.add('registry')
  if (configuration.thingIndexingMode === 'REGISTRY_AND_SHADOW') parts.add('shadow')
  for (const name of indexedShadowNames(configuration)) parts.add(`shadow.name.${name}`)
  if (configuration.thingConnectivityIndexingMode === 'STATUS') parts.add('connectivity')
  return parts
}

/** What can be searched while an index goes from `before` to `after`: what both have (IDX-042). */
export function sharedConfiguration(before: ThingIndexConfiguration, after: ThingIndexConfiguration): ThingIndexConfiguration {
  const isShadow = before.thingIndexingMode === 'REGISTRY_AND_SHADOW' && after.thingIndexingMode === 'REGISTRY_AND_SHADOW'
  return {
    ...after,
    thingIndexingMode: isShadow ? 'REGISTRY_AND_SHADOW' : 'REGISTRY',
    thingConnectivityIndexingMode: before.thingConnectivityIndexingMode === 'OFF' ? 'OFF' : after.thingConnectivityIndexingMode,
    deviceDefenderIndexingMode: before.deviceDefenderIndexingMode === 'OFF' ? 'OFF' : after.deviceDefenderIndexingMode,
    namedShadowNames: indexedShadowNames(after).filter((name) => indexedShadowNames(before).includes(name)),
    geoTargets: after.geoTargets.filter(({ name, order }) => before.geoTargets.some((old) => old.name === name && old.order === order)),
  }
}
