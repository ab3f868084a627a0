import { notImplemented } from '@iot-core-local/core'
import { below, isObject, type JsonObject, objectAt, refuseOthers, textAt } from './json.js'
import { isTextFunction, parseDocument, parseList, parseText } from './parse-expression.js'
import type { TextExpression } from './expression.js'
import type { CertificateResource, CertificateSource, Override, PolicyResource, TemplateUse, ThingResource } from './template.js'
import { TemplateError } from './template-error.js'

/** PRV-404. @throws TemplateError; NotImplementedException for `PackageVersions`. */
export function parseThing(logicalId: string, resource: JsonObject, place: string): ThingResource {
  const { properties, here } = propertiesOf(resource, place)
  refuseOthers(properties, ['ThingName', 'AttributePayload', 'ThingTypeName', 'ThingGroups', 'BillingGroup', 'PackageVersions'], here)
  if (properties['PackageVersions'] !== undefined) throw notImplemented('PackageVersions of provisioning templates')
  if (properties['ThingName'] === undefined) throw new TemplateError(below(here, 'ThingName'), 'is missing')
  const attributes = properties['AttributePayload']
  const groups = properties['ThingGroups']
  const overrides = overridesOf(resource, place, {
    AttributePayload: ['DO_NOTHING', 'REPLACE', 'FAIL', 'MERGE'],
    ThingTypeName: ['DO_NOTHING', 'REPLACE', 'FAIL'],
    ThingGroups: ['DO_NOTHING', 'REPLACE', 'FAIL', 'MERGE'],
  })
  return {
    logicalId,
    thingName: parseText(properties['ThingName'], below(here, 'ThingName')),
    attributes: attributes === undefined ? undefined : parseAttributes(attributes, below(here, 'AttributePayload')),
    thingTypeName: optionalText(properties, 'ThingTypeName', here),
    thingGroups: groups === undefined ? undefined : parseList(groups, below(here, 'ThingGroups')),
    billingGroup: optionalText(properties, 'BillingGroup', here),
    overrides: {
      attributePayload: overrides.get('AttributePayload') ?? 'DO_NOTHING',
      thingTypeName: overrides.get('ThingTypeName') ?? 'DO_NOTHING',
      thingGroups: overrides.get('ThingGroups') ?? 'DO_NOTHING',
    },
  }
}

/** PRV-405. @throws TemplateError */
export function parseCertificate(logicalId: string, resource: JsonObject, place: string, use: TemplateUse): CertificateResource {
  const { properties, here } = propertiesOf(resource, place)
  refuseOthers(
    properties,
    ['CertificateSigningRequest', 'CertificateId', 'CertificatePem', 'CACertificatePem', 'Status', 'ThingPrincipalType'],
    here,
  )
  const status = optionalText(properties, 'Status', here)
  if (status?.kind === 'text') certificateStatus(status.text, below(here, 'Status'))
  const thingPrincipalType = optionalText(properties, 'ThingPrincipalType', here)
  if (thingPrincipalType?.kind === 'text') principalType(thingPrincipalType.text, below(here, 'ThingPrincipalType'))
  return {
    logicalId,
    source: certificateSource(properties, here, use),
    status,
    thingPrincipalType,
    statusOverride: overridesOf(resource, place, { Status: ['DO_NOTHING', 'REPLACE', 'FAIL'] }).get('Status') ?? 'DO_NOTHING',
  }
}

/** PRV-406: a name or a document; the document as text or as JSON. @throws TemplateError */
export function parsePolicy(logicalId: string, resource: JsonObject, place: string): PolicyResource {
  const { properties, here } = propertiesOf(resource, place)
  refuseOthers(properties, ['PolicyName', 'PolicyDocument'], here)
  overridesOf(resource, place, {})
  const { PolicyName: policyName, PolicyDocument: policyDocument } = properties
  if ((policyName === undefined) === (policyDocument === undefined)) {
    throw new TemplateError(here, 'must have either PolicyName or PolicyDocument')
  }
  if (policyName !== undefined) return { logicalId, policyName: parseText(policyName, below(here, 'PolicyName')) }
  const documentPlace = below(here, 'PolicyDocument')
  if (isObject(policyDocument) && !isTextFunction(policyDocument)) {
    return { logicalId, policyDocument: parseDocument(policyDocument, documentPlace) }
  }
  return { logicalId, policyDocument: parseText(policyDocument, documentPlace) }
}

/** ACTIVE or INACTIVE in any case of letters (PRV-405). @throws TemplateError */
export function certificateStatus(text: string, place: string): 'ACTIVE' | 'INACTIVE' {
  const status = text.toUpperCase()
  if (status !== 'ACTIVE' && status !== 'INACTIVE') throw new TemplateError(place, `'${text}' must be ACTIVE or INACTIVE`)
  return status
}

/** @throws TemplateError */
export function principalType(text: string, place: string): 'EXCLUSIVE_THING' | 'NON_EXCLUSIVE_THING' {
  if (text !== 'EXCLUSIVE_THING' && text !== 'NON_EXCLUSIVE_THING') {
    throw new TemplateError(place, `'${text}' must be EXCLUSIVE_THING or NON_EXCLUSIVE_THING`)
  }
  return text
}

function certificateSource(properties: JsonObject, here: string, use: TemplateUse): CertificateSource {
  const csr = optionalText(properties, 'CertificateSigningRequest', here)
  const certificateId = optionalText(properties, 'CertificateId', here)
  const certificatePem = optionalText(properties, 'CertificatePem', here)
  const caCertificatePem = optionalText(properties, 'CACertificatePem', here)
  const given = [csr, certificateId, certificatePem].filter((one) => one !== undefined).length
  if (given !== 1) throw new TemplateError(here, 'must have exactly one of CertificateSigningRequest, CertificateId and CertificatePem')
  if (caCertificatePem !== undefined && certificatePem === undefined) {
    throw new TemplateError(below(here, 'CACertificatePem'), 'goes with CertificatePem only')
  }
  if (certificateId !== undefined) return { by: 'id', certificateId }
  if (use !== 'registration') {
    const name = csr === undefined ? 'CertificatePem' : 'CertificateSigningRequest'
    const consumer = use === 'jitp' ? 'just-in-time' : 'fleet'
    throw new TemplateError(below(here, name), `is not supported in templates of ${consumer} provisioning: use CertificateId`)
  }
  if (csr !== undefined) return { by: 'csr', csr }
  if (certificatePem !== undefined) return { by: 'pem', certificatePem, caCertificatePem }
  throw new TemplateError(here, 'names no certificate')
}

function propertiesOf(resource: JsonObject, place: string): { readonly properties: JsonObject; readonly here: string } {
  const here = below(place, 'Properties')
  return { properties: objectAt(resource['Properties'], here), here }
}

function optionalText(properties: JsonObject, name: string, here: string): TextExpression | undefined {
  const value = properties[name]
  return value === undefined ? undefined : parseText(value, below(here, name))
}

function parseAttributes(value: unknown, place: string): ReadonlyMap<string, TextExpression> {
  return new Map(Object.entries(objectAt(value, place)).map(([name, text]) => [name, parseText(text, below(place, name))]))
}

/** PRV-407: AWS's prose writes ATTRIBUTE_PAYLOAD where its examples write AttributePayload. */
function overridesOf(
  resource: JsonObject,
  place: string,
  known: Readonly<Record<string, readonly Override[]>>,
): ReadonlyMap<string, Override> {
  const overrides = new Map<string, Override>()
  const settings = resource['OverrideSettings']
  if (settings === undefined) return overrides
  const here = below(place, 'OverrideSettings')
  for (const [given, value] of Object.entries(objectAt(settings, here))) {
    const name = Object.keys(known).find((key) => plain(key) === plain(given))
    const choices = name === undefined ? undefined : known[name]
    if (name === undefined || choices === undefined) {
      const keys = Object.keys(known)
      throw new TemplateError(
        below(here, given),
        keys.length === 0 ? 'is not known: policies have no override settings' : `is not known here; known are ${keys.join(', ')}`,
      )
    }
    const text = textAt(value, below(here, given))
    const choice = choices.find((one) => one === text)
    if (choice === undefined) throw new TemplateError(below(here, given), `'${text}' must be one of ${choices.join(', ')}`)
    overrides.set(name, choice)
  }
  return overrides
}

function plain(key: string): string {
  return key.replaceAll('_', '').toLowerCase()
}
