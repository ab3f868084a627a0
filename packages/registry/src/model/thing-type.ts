import { invalidRequest } from '@iot-core-local/core'
import { MAX_PROPAGATING_ATTRIBUTES } from '../limits.js'
import type { PropagatingAttribute } from '../registry-door.js'

/** A thing type as stored. */
export interface ThingType {
  readonly thingTypeName: string
  readonly thingTypeId: string
  readonly description: string | undefined
  /** Without repetitions, in alphabetical order: it is a set (REG-150). */
  readonly searchableAttributes: readonly string[]
  /** Undefined when no `mqtt5Configuration` was ever given. */
  readonly propagatingAttributes: readonly PropagatingAttribute[] | undefined
  readonly createdAtMs: number
  /** Undefined while the type is not deprecated. */
  readonly deprecatedAtMs: number | undefined
}

interface ThingTypePropertiesInput {
  readonly thingTypeDescription?: string | undefined
  readonly searchableAttributes?: readonly string[] | undefined
  readonly mqtt5Configuration?: { readonly propagatingAttributes?: readonly PropagatingAttribute[] | undefined } | undefined
}

/** What a creation is compared by. */
export type ThingTypeProperties = Pick<ThingType, 'description' | 'searchableAttributes' | 'propagatingAttributes'>

/** Connection attributes that a connection has here (REG-157). */
const CONNECTION_ATTRIBUTES = ['iot:ClientId', 'iot:Thing.ThingName']

/** @throws InvalidRequestException for what `checkPropagatingAttributes` refuses. */
export function thingTypePropertiesOf(input: ThingTypePropertiesInput | undefined): ThingTypeProperties {
  return {
    description: input?.thingTypeDescription === '' ? undefined : input?.thingTypeDescription,
    searchableAttributes: [...new Set(input?.searchableAttributes)].sort(),
    propagatingAttributes: checkPropagatingAttributes(input?.mqtt5Configuration),
  }
}

/** @throws InvalidRequestException beyond 20, without a key, without exactly one source, or with an unknown connection attribute (REG-157). */
export function checkPropagatingAttributes(
  configuration: ThingTypePropertiesInput['mqtt5Configuration'],
): readonly PropagatingAttribute[] | undefined {
  if (configuration === undefined) return undefined
  const attributes = configuration.propagatingAttributes ?? []
  if (attributes.length > MAX_PROPAGATING_ATTRIBUTES) {
    throw invalidRequest(`A thing type can have at most ${String(MAX_PROPAGATING_ATTRIBUTES)} propagating attributes.`)
  }
  return attributes.map(({ userPropertyKey, thingAttribute, connectionAttribute }) => {
    if (userPropertyKey === undefined || userPropertyKey === '') throw invalidRequest('A propagating attribute needs a userPropertyKey.')
    if ((thingAttribute === undefined) === (connectionAttribute === undefined)) {
      throw invalidRequest(`The propagating attribute ${userPropertyKey} needs either a thingAttribute or a connectionAttribute.`)
    }
    if (connectionAttribute !== undefined && !CONNECTION_ATTRIBUTES.includes(connectionAttribute)) {
      throw invalidRequest(`The connection attribute ${connectionAttribute} is not one of ${CONNECTION_ATTRIBUTES.join(', ')}.`)
    }
    return connectionAttribute === undefined ? { userPropertyKey, thingAttribute } : { userPropertyKey, connectionAttribute }
  })
}

/** Whether a creation asks for the type that is there already (REG-150). */
export function haveSameProperties(a: ThingTypeProperties, b: ThingTypeProperties): boolean {
  const text = ({ description, searchableAttributes, propagatingAttributes }: ThingTypeProperties): string =>
    JSON.stringify([description ?? '', searchableAttributes, propagatingAttributes ?? []])
  return text(a) === text(b)
}

/** As DescribeThingType and ListThingTypes show them. */
export function shownProperties(type: ThingType): {
  thingTypeDescription?: string
  searchableAttributes?: string[]
  mqtt5Configuration?: { propagatingAttributes: PropagatingAttribute[] }
} {
  return {
    ...(type.description === undefined ? {} : { thingTypeDescription: type.description }),
    ...(type.searchableAttributes.length === 0 ? {} : { searchableAttributes: [...type.searchableAttributes] }),
    ...(type.propagatingAttributes === undefined ? {} : { mqtt5Configuration: { propagatingAttributes: [...type.propagatingAttributes] } }),
  }
}

/** `thingTypeMetadata`; a deprecation date only while deprecated (REG-151). */
export function shownMetadata(type: ThingType): { deprecated: boolean; creationDate: Date; deprecationDate?: Date } {
  return {
    deprecated: type.deprecatedAtMs !== undefined,
    creationDate: new Date(type.createdAtMs),
    ...(type.deprecatedAtMs === undefined ? {} : { deprecationDate: new Date(type.deprecatedAtMs) }),
  }
}

/** The attributes of a thing that ListThings may search for: all without a type, else those the type declares (REG-120). */
export function searchableOf(attributes: Readonly<Record<string, string>>, type: ThingType | undefined): (readonly [string, string])[] {
  const entries = Object.entries(attributes)
  return type === undefined ? entries : entries.filter(([name]) => type.searchableAttributes.includes(name))
}
