import { invalidRequest, notImplemented, type Publisher } from '@iot-core-local/core'
import type { FunctionInvoker } from '../ports.js'
import type { Template } from '../sql/template.js'
import type { RuleAction } from '../topic-rule.js'
import { LambdaAction } from './lambda-action.js'
import { RepublishAction, type RepublishHeaders } from './republish-action.js'
import type { CompiledAction } from './rule-action.js'

export interface ActionPorts {
  readonly publisher: Publisher
  readonly functions: FunctionInvoker
  readonly maxRepublishDepth: number
}

/** Parses the substitution templates of one parameter. */
export type TemplateCompiler = (source: string) => Template

type RepublishInput = NonNullable<RuleAction['republish']>

/**
 * Makes a rule's action ready to run.
 * @throws InvalidRequestException unless exactly one member is set, or for values outside their range
 * @throws NotImplementedException naming an action that is not covered
 */
export function compileAction(action: RuleAction, compile: TemplateCompiler, ports: ActionPorts): CompiledAction {
  const kinds = Object.entries(action).filter(([, parameters]) => parameters !== undefined)
  const kind = kinds[0]?.[0]
  if (kind === undefined || kinds.length > 1) throw invalidRequest('An action has exactly one of its members set.')
  const { lambda, republish } = action
  if (lambda !== undefined || republish !== undefined) refuseFieldReferences(action)
  if (lambda !== undefined) return new LambdaAction(compile(lambda.functionArn), ports.functions)
  if (republish !== undefined) return compileRepublish(republish, compile, ports)
  throw notImplemented(`The rule action ${kind}`)
}

/** `@{field}` belongs to influxDB actions only (RUL-029, RUL-505). */
function refuseFieldReferences(action: RuleAction): void {
  if (/@\{/.test(JSON.stringify(action))) throw invalidRequest('References of the form @{field} are not allowed in this action.')
}

function compileRepublish(parameters: RepublishInput, compile: TemplateCompiler, ports: ActionPorts): CompiledAction {
  const { topic, qos = 0, headers } = parameters
  if (qos !== 0 && qos !== 1) throw invalidRequest('The qos of a republish action is 0 or 1.')
  // A doubled `$` stands for the one of reserved topics (RUL-801).
  const compiledTopic = compile(topic.startsWith('$$') ? topic.slice(1) : topic)
  const compiledHeaders = headers === undefined ? undefined : compileHeaders(headers, compile)
  return new RepublishAction({ topic: compiledTopic, qos, headers: compiledHeaders }, ports.publisher, ports.maxRepublishDepth)
}

function compileHeaders(headers: NonNullable<RepublishInput['headers']>, compile: TemplateCompiler): RepublishHeaders {
  const { payloadFormatIndicator, contentType, responseTopic, correlationData, messageExpiry, userProperties = [] } = headers
  if (responseTopic !== undefined && !responseTopic.includes('${') && /[+#]/.test(responseTopic)) {
    throw invalidRequest('A response topic has no wildcards.')
  }
  return {
    ...(payloadFormatIndicator === undefined ? {} : { payloadFormatIndicator: compile(payloadFormatIndicator) }),
    ...(contentType === undefined ? {} : { contentType: compile(contentType) }),
    ...(responseTopic === undefined ? {} : { responseTopic: compile(responseTopic) }),
    ...(correlationData === undefined ? {} : { correlationData: compile(correlationData) }),
    ...(messageExpiry === undefined ? {} : { messageExpiry: compile(messageExpiry) }),
    userProperties: userProperties.map(({ key, value }) => ({ key: compile(key), value: compile(value) })),
  }
}
