import { invalidRequest } from '@iot-core-local/core'
import {
  type FieldDeclaration,
  type GroupIndexConfiguration,
  indexedShadowNames,
  type ThingIndexConfiguration,
} from './index-configuration.js'

/** Default quotas (section 11 of the quotas of AWS IoT Device Management). */
export const CONFIGURATION_LIMITS = {
  maxCustomFields: 5,
  maxCustomFieldNameCharacters: 1024,
  maxNamedShadowNames: 10,
  maxGeoTargets: 1,
} as const

const PATH = /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*$/u
const SHADOW_FIELD = /^shadow\.(?:name\.([^.]+)\.)?(?:desired|reported)\.(.+)$/u

/** @throws InvalidRequestException when sources, custom fields and filters do not fit together (IDX-014 to IDX-020). */
export function checkThingConfiguration(configuration: ThingIndexConfiguration): void {
  if (configuration.thingIndexingMode === 'OFF') checkAllOff(configuration)
  const { namedShadowNames, geoTargets, customFields } = configuration
  if (namedShadowNames.length > CONFIGURATION_LIMITS.maxNamedShadowNames)
    throw invalidRequest(`The filter has more than ${CONFIGURATION_LIMITS.maxNamedShadowNames} named shadow names.`)
  if (geoTargets.length > CONFIGURATION_LIMITS.maxGeoTargets)
    throw invalidRequest(`The filter has more than ${CONFIGURATION_LIMITS.maxGeoTargets} geolocation target.`)
  for (const { name } of geoTargets) {
    if (!coversShadowField(name, configuration)) throw invalidRequest(`Geolocation target ${name} is not in an indexed shadow.`)
  }
  checkCustomFields(customFields, (name) => coversThingField(name, configuration))
}

/** @throws InvalidRequestException when a custom field is not one of thing groups. */
export function checkGroupConfiguration({ thingGroupIndexingMode, customFields }: GroupIndexConfiguration): void {
  checkCustomFields(customFields, (name) => thingGroupIndexingMode === 'ON' && isAttribute(name))
}

function checkAllOff(configuration: ThingIndexConfiguration): void {
  const { thingConnectivityIndexingMode, deviceDefenderIndexingMode, namedShadowIndexingMode } = configuration
  if ([thingConnectivityIndexingMode, deviceDefenderIndexingMode, namedShadowIndexingMode].some((mode) => mode !== 'OFF'))
    throw invalidRequest('Thing indexing must be enabled to index connectivity, Device Defender violations or named shadows.')
}

function checkCustomFields(fields: readonly FieldDeclaration[], isCovered: (name: string) => boolean): void {
  if (fields.length > CONFIGURATION_LIMITS.maxCustomFields)
    throw invalidRequest(`There are more than ${CONFIGURATION_LIMITS.maxCustomFields} custom fields.`)
  const names = new Set(fields.map(({ name }) => name))
  if (names.size !== fields.length) throw invalidRequest('A custom field is declared twice.')
  for (const { name } of fields) {
    if (name === '') throw invalidRequest('A custom field has a name and a type.')
    if (name.length > CONFIGURATION_LIMITS.maxCustomFieldNameCharacters)
      throw invalidRequest(`A custom field name is longer than ${CONFIGURATION_LIMITS.maxCustomFieldNameCharacters} characters.`)
    if (!isCovered(name)) throw invalidRequest(`Custom field ${name} is not covered by the indexing modes, or its name is not valid.`)
  }
}

function isAttribute(name: string): boolean {
  return name.startsWith('attributes.') && PATH.test(name.slice('attributes.'.length))
}

function coversThingField(name: string, configuration: ThingIndexConfiguration): boolean {
  if (configuration.thingIndexingMode === 'OFF') return false
  if (isAttribute(name)) return true
  const defender = 'deviceDefender.'
  if (name.startsWith(defender)) return configuration.deviceDefenderIndexingMode === 'VIOLATIONS' && PATH.test(name.slice(defender.length))
  return coversShadowField(name, configuration)
}

function coversShadowField(name: string, configuration: ThingIndexConfiguration): boolean {
  const [, shadowName, path] = SHADOW_FIELD.exec(name) ?? []
  if (path === undefined || !PATH.test(path)) return false
  return shadowName === undefined
    ? configuration.thingIndexingMode === 'REGISTRY_AND_SHADOW'
    : indexedShadowNames(configuration).includes(shadowName)
}
