import type { FieldDeclaration, FieldType, ThingIndexConfiguration } from './index-configuration.js'

/* The fields AWS declares by itself, by data source (IDX-030). */

function fields(type: FieldType, ...names: readonly string[]): FieldDeclaration[] {
  return names.map((name) => ({ name, type }))
}

const REGISTRY = [
  ...fields('String', 'thingId', 'thingName', 'registry.thingTypeName', 'registry.thingGroupNames'),
  ...fields('Number', 'registry.version'),
]
const SHADOW = [...fields('Number', 'shadow.version'), ...fields('Boolean', 'shadow.hasDelta')]
const NAMED_SHADOW = [...fields('Number', 'shadow.name.*.version'), ...fields('Boolean', 'shadow.name.*.hasDelta')]
const CONNECTIVITY = [
  ...fields('Number', 'connectivity.timestamp', 'connectivity.version', 'connectivity.keepAliveDuration', 'connectivity.sessionExpiry'),
  ...fields('Boolean', 'connectivity.connected', 'connectivity.cleanSession'),
  ...fields('String', 'connectivity.disconnectReason', 'connectivity.clientId'),
]
const DEVICE_DEFENDER = [
  ...fields('Number', 'deviceDefender.violationCount', 'deviceDefender.version', 'deviceDefender.*.*.lastViolationTime'),
  ...fields('String', 'deviceDefender.*.*.metricName', 'deviceDefender.*.*.lastViolationValue'),
  ...fields('Boolean', 'deviceDefender.*.*.inViolation'),
]

/** The managed fields of `AWS_ThingGroups`. */
export const GROUP_MANAGED_FIELDS: readonly FieldDeclaration[] = [
  ...fields('String', 'description', 'parentGroupNames', 'thingGroupId', 'thingGroupName'),
  ...fields('Number', 'version'),
]

/** The managed fields of the enabled sources of `AWS_Things`; none while it is off. */
export function thingManagedFields(configuration: ThingIndexConfiguration): readonly FieldDeclaration[] {
  if (configuration.thingIndexingMode === 'OFF') return []
  return [
    ...REGISTRY,
    ...(configuration.thingIndexingMode === 'REGISTRY_AND_SHADOW' ? SHADOW : []),
    ...(configuration.namedShadowIndexingMode === 'ON' ? NAMED_SHADOW : []),
    ...(configuration.thingConnectivityIndexingMode === 'STATUS' ? CONNECTIVITY : []),
    ...(configuration.deviceDefenderIndexingMode === 'VIOLATIONS' ? DEVICE_DEFENDER : []),
  ]
}
