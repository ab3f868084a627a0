import type { DocumentExpression, TextExpression } from './expression.js'
import { CERTIFICATE_ID } from '../jitp/certificate-parameters.js'
import { below } from './json.js'
import { checkShape } from './model-constraints.js'
import { certificateStatus, principalType } from './parse-resource.js'
import type { Plan, PlannedCertificate, PlannedPolicy, PlannedSource, PlannedThing } from './plan.js'
import type { CertificateResource, CertificateSource, PolicyResource, Template, ThingResource } from './template.js'
import { TemplateError } from './template-error.js'
import { Values } from './values.js'

/**
 * Says what a template asks for with these parameters; defaults fill what is missing.
 * @throws TemplateError for a parameter without a value where one is needed, a function that finds nothing, or a value that AWS IoT does not take.
 */
export function evaluateTemplate(template: Template, parameters: ReadonlyMap<string, string>): Plan {
  if (template.use === 'jitp') requireAll(template, parameters)
  const values = new Values(template, parameters)
  const { thing, certificate, policies, deviceConfiguration } = template
  const planned = certificate === undefined ? undefined : planCertificate(certificate, values)
  if (planned !== undefined && template.use !== 'registration') requireOwn(planned, parameters)
  return {
    thing: thing === undefined ? undefined : planThing(thing, values),
    certificate: planned,
    policies: policies.map((policy) => planPolicy(policy, values)),
    deviceConfiguration: deviceConfiguration === undefined ? undefined : textsOf(deviceConfiguration, values),
  }
}

/** PRV-303: whatever is declared must be there, used or not. A default counts as a value. */
function requireAll(template: Template, parameters: ReadonlyMap<string, string>): void {
  for (const [name, fallback] of template.parameters) {
    if (!parameters.has(name) && fallback === undefined) {
      throw new TemplateError(below('Parameters', name), `the parameter ${name} has no value: the certificate does not carry it`)
    }
  }
}

/** PRV-405: a device gets its own certificate activated, never one that its parameters name. */
function requireOwn({ logicalId, source }: PlannedCertificate, parameters: ReadonlyMap<string, string>): void {
  const own = parameters.get(CERTIFICATE_ID)
  if (own !== undefined && (source.by !== 'id' || source.certificateId !== own)) {
    throw new TemplateError(`Resources.${logicalId}.Properties.CertificateId`, `must be {"Ref":"${CERTIFICATE_ID}"}`)
  }
}

function planThing(thing: ThingResource, values: Values): PlannedThing {
  const here = `Resources.${thing.logicalId}.Properties`
  const { attributes, thingTypeName, thingGroups, billingGroup } = thing
  const attributesPlace = below(here, 'AttributePayload')
  const groupsPlace = below(here, 'ThingGroups')
  const attributeTexts = attributes === undefined ? undefined : textsOf(attributes, values)
  for (const [name, value] of Object.entries(attributeTexts ?? {})) {
    checkShape('AttributeName', name, attributesPlace)
    checkShape('AttributeValue', value, below(attributesPlace, name))
  }
  return {
    logicalId: thing.logicalId,
    thingName: checkShape('ThingName', values.text(thing.thingName), below(here, 'ThingName')),
    attributes: attributeTexts,
    thingTypeName:
      thingTypeName === undefined ? undefined : checkShape('ThingTypeName', values.text(thingTypeName), below(here, 'ThingTypeName')),
    thingGroups:
      thingGroups === undefined
        ? undefined
        : values.list(thingGroups).map((name, index) => checkShape('ThingGroupName', name, below(groupsPlace, index))),
    billingGroup:
      billingGroup === undefined ? undefined : checkShape('BillingGroupName', values.text(billingGroup), below(here, 'BillingGroup')),
    overrides: thing.overrides,
  }
}

/** PRV-405: ACTIVE and NON_EXCLUSIVE_THING unless the template says otherwise. */
function planCertificate(certificate: CertificateResource, values: Values): PlannedCertificate {
  const here = `Resources.${certificate.logicalId}.Properties`
  const { status, thingPrincipalType } = certificate
  return {
    logicalId: certificate.logicalId,
    source: planSource(certificate.source, values, here),
    status: status === undefined ? 'ACTIVE' : certificateStatus(values.text(status), below(here, 'Status')),
    thingPrincipalType:
      thingPrincipalType === undefined
        ? 'NON_EXCLUSIVE_THING'
        : principalType(values.text(thingPrincipalType), below(here, 'ThingPrincipalType')),
    statusOverride: certificate.statusOverride,
  }
}

function planSource(source: CertificateSource, values: Values, here: string): PlannedSource {
  switch (source.by) {
    case 'csr':
      return { by: 'csr', csr: values.text(source.csr) }
    case 'id':
      return { by: 'id', certificateId: checkShape('CertificateId', values.text(source.certificateId), below(here, 'CertificateId')) }
    case 'pem':
      return {
        by: 'pem',
        certificatePem: values.text(source.certificatePem),
        caCertificatePem: source.caCertificatePem === undefined ? undefined : values.text(source.caCertificatePem),
      }
  }
}

function planPolicy(policy: PolicyResource, values: Values): PlannedPolicy {
  const { logicalId } = policy
  const here = `Resources.${logicalId}.Properties`
  if ('policyName' in policy) {
    return { logicalId, policyName: checkShape('PolicyName', values.text(policy.policyName), below(here, 'PolicyName')) }
  }
  const { policyDocument } = policy
  return {
    logicalId,
    policyDocument: isDocument(policyDocument) ? JSON.stringify(values.document(policyDocument)) : values.text(policyDocument),
  }
}

function isDocument(expression: TextExpression | DocumentExpression): expression is DocumentExpression {
  return ['object', 'array', 'literal', 'value'].includes(expression.kind)
}

function textsOf(table: ReadonlyMap<string, TextExpression>, values: Values): Readonly<Record<string, string>> {
  return Object.fromEntries([...table].map(([name, expression]) => [name, values.text(expression)]))
}
