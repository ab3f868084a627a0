import type { TextExpression } from './expression.js'
import { below, isObject, type JsonObject, objectAt, refuseOthers, textAt } from './json.js'
import { parseText } from './parse-expression.js'
import { parseCertificate, parsePolicy, parseThing } from './parse-resource.js'
import type { CertificateResource, Mappings, PolicyResource, Template, TemplateUse, ThingResource } from './template.js'
import { TemplateError } from './template-error.js'

/*
 * The document (PRV-401 to PRV-411):
 *
 *   { "Parameters": { name: { "Type": "String", "Default": string } },
 *     "Mappings": { name: { topKey: { secondKey: string } } },
 *     "Resources": { logicalId: { "Type": ..., "Properties": {...}, "OverrideSettings": {...}, "DependsOn": ... } },
 *     "DeviceConfiguration": { name: text } }
 */

/** Characters (PRV-401). */
export const MAX_TEMPLATE_LENGTH = 10_240

const SECTIONS = ['Parameters', 'Mappings', 'Resources', 'DeviceConfiguration'] as const

/**
 * Reads a template and checks all that can be known before there are parameters.
 * @throws TemplateError that names the place
 */
export function parseTemplate(body: string, use: TemplateUse): Template {
  if (body.length > MAX_TEMPLATE_LENGTH) {
    throw new TemplateError('', `the template has ${String(body.length)} characters, more than ${String(MAX_TEMPLATE_LENGTH)}`)
  }
  const document = readDocument(body)
  refuseOthers(document, SECTIONS, '')
  if (document['DeviceConfiguration'] !== undefined && use !== 'fleet') {
    throw new TemplateError('DeviceConfiguration', 'belongs to templates of fleet provisioning only')
  }
  const resources = parseResources(document['Resources'], use)
  return {
    use,
    parameters: parseParameters(document['Parameters']),
    mappings: parseMappings(document['Mappings']),
    ...resources,
    deviceConfiguration: parseDeviceConfiguration(document['DeviceConfiguration']),
  }
}

function readDocument(body: string): JsonObject {
  let document: unknown
  try {
    document = JSON.parse(body)
  } catch (error) {
    throw new TemplateError('', `the template is not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
  if (!isObject(document)) throw new TemplateError('', 'the template must be a JSON object')
  return document
}

function parseParameters(section: unknown): ReadonlyMap<string, string | undefined> {
  const parameters = new Map<string, string | undefined>()
  if (section === undefined) return parameters
  for (const [name, value] of Object.entries(objectAt(section, 'Parameters'))) {
    const place = below('Parameters', name)
    const declaration = objectAt(value, place)
    refuseOthers(declaration, ['Type', 'Default', 'Description'], place)
    if (declaration['Type'] !== 'String') throw new TemplateError(below(place, 'Type'), 'must be "String", the only type there is')
    if (declaration['Description'] !== undefined) textAt(declaration['Description'], below(place, 'Description'))
    parameters.set(name, declaration['Default'] === undefined ? undefined : textAt(declaration['Default'], below(place, 'Default')))
  }
  return parameters
}

/** PRV-409: literal. */
function parseMappings(section: unknown): Mappings {
  const tableOf = <Value>(value: unknown, place: string, each: (value: unknown, place: string) => Value): ReadonlyMap<string, Value> =>
    new Map(Object.entries(objectAt(value, place)).map(([name, member]) => [name, each(member, below(place, name))]))
  if (section === undefined) return new Map()
  return tableOf(section, 'Mappings', (map, mapPlace) =>
    tableOf(map, mapPlace, (entry, entryPlace) => tableOf(entry, entryPlace, (value, place) => textAt(value, place))),
  )
}

function parseDeviceConfiguration(section: unknown): ReadonlyMap<string, TextExpression> | undefined {
  if (section === undefined) return undefined
  const members = Object.entries(objectAt(section, 'DeviceConfiguration'))
  return new Map(members.map(([name, value]) => [name, parseText(value, below('DeviceConfiguration', name))]))
}

type Resources = Pick<Template, 'thing' | 'certificate' | 'policies'>

function parseResources(section: unknown, use: TemplateUse): Resources {
  let thing: ThingResource | undefined
  let certificate: CertificateResource | undefined
  const policies: PolicyResource[] = []
  for (const [logicalId, value] of Object.entries(objectAt(section, 'Resources'))) {
    const place = below('Resources', logicalId)
    const resource = objectAt(value, place)
    // The order of the work is fixed (PRV-301), so DependsOn has nothing to say (PRV-403).
    refuseOthers(resource, ['Type', 'Properties', 'OverrideSettings', 'DependsOn'], place)
    const type = textAt(resource['Type'], below(place, 'Type'))
    switch (type) {
      case 'AWS::IoT::Thing':
        if (thing !== undefined) throw new TemplateError(place, 'is a second thing; a template has one')
        thing = parseThing(logicalId, resource, place)
        break
      case 'AWS::IoT::Certificate':
        if (certificate !== undefined) throw new TemplateError(place, 'is a second certificate; a template has one')
        certificate = parseCertificate(logicalId, resource, place, use)
        break
      case 'AWS::IoT::Policy':
        policies.push(parsePolicy(logicalId, resource, place))
        break
      default:
        throw new TemplateError(
          below(place, 'Type'),
          `'${type}' is not a type of provisioning templates; known are AWS::IoT::Thing, AWS::IoT::Certificate and AWS::IoT::Policy`,
        )
    }
  }
  checkTogether({ thing, certificate, policies }, use)
  return { thing, certificate, policies }
}

function checkTogether({ thing, certificate, policies }: Resources, use: TemplateUse): void {
  if (certificate !== undefined) return
  if (use !== 'registration') throw new TemplateError('Resources', 'must have an AWS::IoT::Certificate: it is what becomes active')
  if (policies[0] !== undefined) {
    throw new TemplateError(below('Resources', policies[0].logicalId), 'has nothing to be attached to: the template has no certificate')
  }
  if (thing === undefined) throw new TemplateError('Resources', 'must have an AWS::IoT::Thing or an AWS::IoT::Certificate')
}
