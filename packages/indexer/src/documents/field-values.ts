import { flatten, type Simple } from './flatten.js'
import {
  type ConnectivityPart,
  type DocumentPart,
  type GroupPart,
  isShadowPart,
  type RegistryPart,
  type ShadowPart,
} from './document-part.js'
import { isJsonObject } from './json-object.js'
import { jsonNumber } from './json-number.js'
import { shadowDelta } from './shadow-delta.js'

/** One value of one field of a document, as stored. */
export interface FieldValue {
  readonly field: string
  readonly value: Simple
  /** The number that the text of a registry attribute reads as (IDX-056). */
  readonly numeric?: number
  /** Whether words without a field search it (QRY-054). */
  readonly isUnfielded: boolean
}

/** The field values of one part of a document (IDX-050 to IDX-058, QRY-050, QRY-052). */
export function fieldValuesOf(part: DocumentPart): FieldValue[] {
  if (isShadowPart(part)) return shadowValues(part)
  switch (part.part) {
    case 'registry':
      return registryValues(part)
    case 'connectivity':
      return connectivityValues(part)
    case 'group':
      return groupValues(part)
  }
}

function registryValues({ thing, thingGroupNames }: RegistryPart): FieldValue[] {
  const values = [
    named('thingName', thing.thingName),
    { field: 'thingId', value: thing.thingId, isUnfielded: false },
    { field: 'registry.version', value: thing.version, isUnfielded: false },
  ]
  if (thing.thingTypeName !== undefined) values.push(named('thingTypeName', thing.thingTypeName))
  for (const group of thingGroupNames) values.push(named('thingGroupNames', group))
  if (thing.billingGroupName !== undefined) values.push(named('thingGroupNames', thing.billingGroupName))
  return [...values, ...attributeValues(thing.attributes)]
}

function groupValues({ group, parentGroupNames }: GroupPart): FieldValue[] {
  const values = [
    named('thingGroupName', group.thingGroupName),
    { field: 'thingGroupId', value: group.thingGroupId, isUnfielded: false },
    { field: 'version', value: group.version, isUnfielded: false },
  ]
  if (group.description !== undefined) values.push(named('description', group.description))
  for (const parent of parentGroupNames) values.push(named('parentGroupNames', parent))
  return [...values, ...attributeValues(group.attributes)]
}

function named(field: string, value: string): FieldValue {
  return { field, value, isUnfielded: true }
}

function attributeValues(attributes: Readonly<Record<string, string>>): FieldValue[] {
  return Object.entries(attributes).map(([name, value]) => {
    const numeric = jsonNumber(value)
    return { field: `attributes.${name}`, value, isUnfielded: true, ...(numeric === undefined ? {} : { numeric }) }
  })
}

function connectivityValues({ connectivity }: ConnectivityPart): FieldValue[] {
  const members: readonly (readonly [string, Simple | undefined])[] = [
    ['connected', connectivity?.isConnected ?? false],
    ['timestamp', connectivity?.timestampMs],
    ['version', connectivity?.versionNumber],
    ['disconnectReason', connectivity?.isConnected === true ? undefined : connectivity?.disconnectReason],
    ['clientId', connectivity?.clientId],
    ['keepAliveDuration', connectivity?.keepAliveSeconds],
    ['cleanSession', connectivity?.isCleanSession],
    ['sessionExpiry', connectivity?.isCleanSession === false ? connectivity.sessionExpirySeconds : undefined],
  ]
  return members.flatMap(([name, value]) => (value === undefined ? [] : [{ field: `connectivity.${name}`, value, isUnfielded: false }]))
}

function shadowValues({ part, snapshot }: ShadowPart): FieldValue[] {
  const { state, metadata } = snapshot
  const delta = shadowDelta(state.desired, state.reported)
  const values: FieldValue[] = [
    { field: `${part}.version`, value: snapshot.version, isUnfielded: false },
    { field: `${part}.hasDelta`, value: delta !== undefined, isUnfielded: false },
  ]
  const add = (section: string, content: unknown, timestamps: unknown): void => {
    flatten(content, timestamps, (path, value, timestamp) => {
      // The delta repeats what is desired, so words without a field find it there.
      values.push({ field: `${part}.${section}.${path}`, value, isUnfielded: section !== 'delta' })
      if (typeof timestamp === 'number')
        values.push({ field: `${part}.metadata.${section}.${path}.timestamp`, value: timestamp, isUnfielded: false })
    })
  }
  add('reported', state.reported, metadata.reported)
  add('desired', state.desired, metadata.desired)
  add('delta', isJsonObject(delta) ? delta : undefined, undefined)
  return values
}
