import { invalidRequest, type ThingSnapshot } from '@iot-core-local/core'
import type { InputOf, OutputOf } from '../api.js'
import { LAST, type Page, pageByKey, pageByName, readToken } from '../model/page.js'
import type { Parts } from '../parts.js'

type Input = InputOf<'ListThings'>

/**
 * ListThings: all, those of a type, or those with a searchable attribute (REG-118, REG-120), by name; with a value prefix by value, then name.
 * @throws InvalidRequestException for a type and an attribute together, or a value without a name (REG-119).
 */
export function listThings(parts: Parts, input: Input): OutputOf<'ListThings'> {
  const { items, nextToken } = pageOf(parts, input)
  const things = items.map((thing) => ({
    thingName: thing.thingName,
    ...(thing.thingTypeName === undefined ? {} : { thingTypeName: thing.thingTypeName }),
    thingArn: parts.deps.arns.thing(thing.thingName),
    attributes: { ...thing.attributes },
    version: thing.version,
  }))
  return { things, ...(nextToken === undefined ? {} : { nextToken }) }
}

function pageOf({ things }: Parts, input: Input): Page<ThingSnapshot> {
  const { attributeName, thingTypeName } = input
  const attributeValue = input.attributeValue === '' ? undefined : input.attributeValue
  if (thingTypeName !== undefined) {
    if (attributeName !== undefined || attributeValue !== undefined) {
      throw invalidRequest('Listing things by the combination of attribute and thing type is not supported')
    }
    return pageByName(`ListThings:type:${thingTypeName}`, input, nameOf, (range) => things.pageOfType(thingTypeName, range))
  }
  if (attributeName === undefined) {
    if (attributeValue !== undefined) throw invalidRequest('attributeValue cannot be given without attributeName.')
    return pageByName('ListThings', input, nameOf, (range) => things.page(range))
  }
  const scope = `ListThings:attribute:${attributeName}`
  if (attributeValue === undefined) {
    return pageByName(scope, input, nameOf, (range) => things.pageWithAttribute(attributeName, range))
  }
  if (input.usePrefixAttributeValue === true) return pageWithPrefix(things, attributeName, attributeValue, input)
  return pageByName(`${scope}=${attributeValue}`, input, nameOf, (range) => things.pageWithValue(attributeName, attributeValue, range))
}

function pageWithPrefix(things: Parts['things'], attributeName: string, prefix: string, input: Input): Page<ThingSnapshot> {
  const scope = `ListThings:attribute:${attributeName}^${prefix}`
  const [fromValue = prefix, afterThing = ''] = readToken(scope, input.nextToken, 2)
  const { items, nextToken } = pageByKey(
    scope,
    input,
    (item: { readonly attributeValue: string; readonly thing: ThingSnapshot }) => [item.attributeValue, item.thing.thingName],
    (limit) => things.pageWithPrefix({ attributeName, fromValue, afterThing, uptoValue: prefix + LAST, limit }),
  )
  return { items: items.map(({ thing }) => thing), nextToken }
}

function nameOf(thing: ThingSnapshot): string {
  return thing.thingName
}
