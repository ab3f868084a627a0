import { type FieldRules, InvalidFieldName } from '../query/field-rules.js'
import { QuerySyntaxError } from '../query/lexer.js'
import { indexedShadowNames, type ThingIndexConfiguration } from './index-configuration.js'

const REGISTRY_FIELDS = new Map([
  ['thingName', 'thingName'],
  ['thingId', 'thingId'],
  ['thingTypeName', 'thingTypeName'],
  ['thingGroupNames', 'thingGroupNames'],
  ['registry.thingTypeName', 'thingTypeName'],
  ['registry.thingGroupNames', 'thingGroupNames'],
])

const CONNECTIVITY_FIELD =
  /^connectivity\.(?:connected|timestamp|version|disconnectReason|clientId|keepAliveDuration|cleanSession|sessionExpiry)$/u
const SHADOW_FIELD = /^shadow\.(?:name\.([^.]+)\.)?(?:hasDelta|(?:reported|desired|delta|metadata)\..+)$/u
const DEFENDER_FIELD =
  /^deviceDefender\.(?:violationCount|[^.]+\.[^.]+\.(?:metricName|inViolation|lastViolationTime|lastViolationValue\..+))$/u
const IN_VIOLATION = /^deviceDefender\.[^.]+\.[^.]+\.inViolation$/u

/** The fields of `AWS_Things` that `configuration` makes searchable (QRY-050 to QRY-053, QRY-060 to QRY-062, IDX-031). */
export function thingFieldRules(configuration: ThingIndexConfiguration): FieldRules {
  return {
    resolve: (field) => {
      const name = REGISTRY_FIELDS.get(field) ?? field
      if (!isSearchable(name, configuration)) throw new InvalidFieldName(field)
      return name
    },
    isGeoTarget: (field) => configuration.geoTargets.some(({ name }) => name === field),
    checked: (leaf) => {
      // Only violations are indexed, so AWS refuses to look for their absence this way (QRY-033).
      if (leaf.kind === 'word' && leaf.word === 'false' && leaf.field !== undefined && IN_VIOLATION.test(leaf.field))
        throw new QuerySyntaxError(`the field can only be searched for true, field name: ${leaf.field}`)
      return leaf
    },
  }
}

function isSearchable(name: string, configuration: ThingIndexConfiguration): boolean {
  if (REGISTRY_FIELDS.has(name)) return true
  if (name.startsWith('attributes.')) return name.length > 'attributes.'.length
  if (CONNECTIVITY_FIELD.test(name)) return configuration.thingConnectivityIndexingMode === 'STATUS'
  if (DEFENDER_FIELD.test(name)) return configuration.deviceDefenderIndexingMode === 'VIOLATIONS'
  const shadow = SHADOW_FIELD.exec(name)
  if (shadow === null) return false
  const shadowName = shadow[1]
  return shadowName === undefined
    ? configuration.thingIndexingMode === 'REGISTRY_AND_SHADOW'
    : indexedShadowNames(configuration).includes(shadowName)
}
