import { principalIdentifier } from '@iot-core-local/core'
import type { RuleMessageProperties } from '../../ports.js'
import { toIndex } from '../conversions.js'
import { Decimal } from '../decimal.js'
import type { Value } from '../value.js'
import { define, type FunctionTable } from './sql-function.js'

/** Functions of the message and its sender (RUL-602 to RUL-656). */
export const messageFunctions: FunctionTable = {
  accountid: define('2015-10-08', 0, (_args, context) => context.accountId),
  clientid: define('2015-10-08', 0, (_args, context) => context.clientId ?? 'n/a'),
  newuuid: define('2015-10-08', 0, (_args, context) => context.newUuid()),
  principal: define('2015-10-08', 0, (_args, context) => principalIdentifier(context.principal)),
  sourceip: define('2016-03-23', 0, (_args, context) => context.sourceIp),
  sql_version: define('2015-10-08', 0, (_args, context) => context.version),
  timestamp: define('2015-10-08', 0, (_args, context) => Decimal.int(context.nowMs)),
  topic: define('2015-10-08', [0, 1], (args, context) => {
    if (args.length === 0) return context.topic
    const level = toIndex(args[0])
    return level === undefined || level < 1 ? undefined : context.topic.split('/')[level - 1]
  }),
  traceid: define('2015-10-08', 0, (_args, context) => context.traceId),
  get_mqtt_property: define('2016-03-23', 1, ([name], context) => mqttProperty(name, context.properties)),
  get_user_properties: define('2016-03-23', [0, 1], (args, context) => userProperties(args, context.properties)),
}

/** RUL-619. Only the format indicator has a default. */
function mqttProperty(name: Value, properties: RuleMessageProperties | undefined): Value {
  if (name === 'content_type') return properties?.contentType
  if (name === 'format_indicator') return properties?.payloadFormatIndicator === true ? 'UTF8_DATA' : 'UNSPECIFIED_BYTES'
  if (name === 'response_topic') return properties?.responseTopic
  return name === 'correlation_data' ? properties?.correlationData?.toString('base64') : undefined
}

/** RUL-625. With a key all its values, else one object for each property. */
function userProperties(args: readonly Value[], properties: RuleMessageProperties | undefined): Value {
  const pairs = pairsOf(properties?.userProperties ?? [])
  if (args.length === 0) return pairs.map(([name, value]) => new Map([[name, value]]))
  const values = pairs.filter(([name]) => name === args[0]).map(([, value]) => value)
  return values.length === 0 ? undefined : values
}

function pairsOf(properties: NonNullable<RuleMessageProperties['userProperties']>): readonly (readonly [string, string])[] {
  if (isPairs(properties)) return properties
  return Object.entries(properties).flatMap(([name, values]) =>
    typeof values === 'string' ? [[name, values] as const] : values.map((value) => [name, value] as const),
  )
}

function isPairs(properties: NonNullable<RuleMessageProperties['userProperties']>): properties is readonly (readonly [string, string])[] {
  return Array.isArray(properties)
}
