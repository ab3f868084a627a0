import { type Call, principalIdentifier } from '@iot-core-local/core'
import { CERTIFICATE_ID } from '../jitp/certificate-parameters.js'
import type { FoundCertificate } from '../ports.js'
import type { Attempt } from '../runs/provisioner.js'
import { Trace } from '../runs/trace.js'
import type { TemplateRow } from '../store/templates-store.js'
import { isObject } from '../template/json.js'
import type { FleetContext } from './fleet-context.js'
import { askHook } from './pre-provisioning-hook.js'
import { RejectedRequest, rejections } from './rejections.js'

type Members = Readonly<Record<string, unknown>>

interface Request {
  readonly token: string
  readonly certificate: FoundCertificate
  readonly template: TemplateRow
  readonly parameters: ReadonlyMap<string, string>
}

/**
 * RegisterThing over MQTT (PRV-613): token, hook, its overrides, template. The token is spent in the transaction of what it registers, so that it
 * registers once, and a registration that fails can be tried again (PRV-612).
 * @throws RejectedRequest, TemplateError, ServiceError
 */
export async function provisionDevice(context: FleetContext, templateName: string, members: Members, call: Call): Promise<object> {
  const clientId = call.connection?.clientId ?? ''
  const attempt: Attempt = {
    consumer: 'FleetProvisioning',
    who: `Client '${clientId}', which asked for template ${templateName},`,
    facts: {
      clientId,
      principalId: principalIdentifier(call.principal),
      requestId: call.requestId,
      ...(call.sourceIp === undefined ? {} : { sourceIp: call.sourceIp }),
    },
    trace: new Trace(),
  }
  const request = readRequest(context, templateName, members, attempt)
  const parameters = await parametersOf(context, request, attempt, call)
  const { template, certificate, token } = request
  const { body } = context.book.requireVersion(template.name, template.defaultVersion)
  const plan = context.provisioner.plan(attempt, context.book.parse(body, 'fleet'), parameters)
  const { thingName } = context.provisioner.apply(attempt, plan, undefined, () => {
    if (!context.tokens.spend(token)) throw rejections.invalidToken()
    attempt.trace.add('token', certificate.certificateId, 'changed', 'spent')
  })
  return {
    deviceConfiguration: plan.deviceConfiguration ?? {},
    ...(thingName === undefined ? {} : { thingName }),
  }
}

function readRequest(context: FleetContext, templateName: string, members: Members, attempt: Attempt): Request {
  const { trace } = attempt
  try {
    const { certificateOwnershipToken: token } = members
    if (token === undefined || token === null || token === '') throw rejections.emptyToken()
    if (typeof token !== 'string') throw rejections.invalidToken()
    const given = givenParameters(members['parameters'])
    const template = templateOf(context, templateName)
    trace.fact('template', { templateName, version: template.defaultVersion })
    const certificateId = context.tokens.certificateOf(token)
    const certificate = certificateId === undefined ? undefined : context.certificates.find(certificateId)
    if (certificate === undefined) throw rejections.invalidToken()
    trace.add('token', certificate.certificateId, 'passed')
    return { token, certificate, template, parameters: given }
  } catch (error) {
    trace.add('request', templateName, 'failed', error instanceof Error ? error.message : String(error))
    context.provisioner.fail(attempt, error)
    throw error
  }
}

function templateOf({ book }: FleetContext, templateName: string): TemplateRow {
  const template = book.rows.find(templateName)
  if (template === undefined) throw rejections.templateNotFound(templateName)
  if (template.type !== 'FLEET_PROVISIONING') throw rejections.templateOfOtherType(templateName)
  if (template.isEnabled === 0) throw rejections.templateDisabled(templateName)
  return template
}

/** PRV-607: optional, and strings. */
function givenParameters(value: unknown): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>()
  if (value === undefined || value === null) return parameters
  if (!isObject(value)) throw rejections.invalidParameters('parameters must be a map of strings.')
  for (const [name, text] of Object.entries(value)) {
    if (typeof text !== 'string') throw rejections.invalidParameters(`The parameter ${name} must be a string.`)
    parameters.set(name, text)
  }
  return parameters
}

/** The device's parameters, those of the hook over them, and the certificate's id over all. */
async function parametersOf(context: FleetContext, request: Request, attempt: Attempt, call: Call): Promise<ReadonlyMap<string, string>> {
  const { template, certificate, parameters } = request
  const { account } = context
  const own = [CERTIFICATE_ID, certificate.certificateId] as const
  if (template.hookArn === null) return new Map([...parameters, own])
  const event = {
    claimCertificateId: principalIdentifier(call.principal),
    certificateId: certificate.certificateId,
    certificatePem: certificate.certificatePem,
    templateArn: account.arns.iot(`provisioningtemplate/${template.name}`),
    clientId: call.connection?.clientId ?? '',
    parameters: Object.fromEntries(parameters),
  }
  try {
    const overrides = await askHook(context.clocks, context.functions, template.hookArn, event, attempt.trace)
    return new Map([...parameters, ...overrides, own])
  } catch (error) {
    context.provisioner.fail(attempt, error)
    if (error instanceof RejectedRequest) throw error
    throw rejections.internal()
  }
}
