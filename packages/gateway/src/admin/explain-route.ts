import { ServiceError } from '@iot-core-local/core'
import { jsonAnswer, type Answer } from '../errors/answer.js'
import type { AdminApi, PermissionQuestion } from '../ports.js'
import { isObject } from '../wire/decode-json.js'
import { AdminError, badInput } from './admin-error.js'

const TEXTS = ['accountId', 'region', 'principal', 'certificateId', 'clientId', 'sourceIp', 'lastWillTopic'] as const
const NEEDED = ['action', 'resource'] as const
const KNOWN: readonly string[] = [...NEEDED, ...TEXTS, 'isPersistent']

/** Answers a what-if question: would it be allowed, and why? Nothing is changed and nothing recorded. */
export async function answerExplain(admin: AdminApi, body: unknown): Promise<Answer> {
  const question = readQuestion(body)
  try {
    return jsonAnswer(200, await admin.explain(question))
  } catch (error) {
    if (error instanceof ServiceError) throw new AdminError(error.status, error.name, error.message)
    throw error
  }
}

function readQuestion(body: unknown): PermissionQuestion {
  if (!isObject(body)) {
    throw badInput(
      'The body must be a JSON object, such as {"certificateId": "...", "clientId": "lamp-1", "action": "iot:Publish", "resource": "arn:aws:iot:..."}.',
    )
  }
  const unknown = Object.keys(body).find((name) => !KNOWN.includes(name))
  if (unknown !== undefined) throw badInput(`"${unknown}" is not known. There are ${KNOWN.map((name) => `"${name}"`).join(', ')}.`)
  const { action, isPersistent } = body
  const resource = textOf(body, 'resource')
  if (!isAction(action)) throw badInput('"action" takes a policy action, such as iot:Publish.')
  if (resource === undefined) throw badInput('"resource" takes an ARN, such as arn:aws:iot:us-east-1:000000000000:topic/a/b.')
  if (isPersistent !== undefined && typeof isPersistent !== 'boolean') throw badInput('"isPersistent" takes true or false.')
  const texts = Object.fromEntries(TEXTS.flatMap((name) => (textOf(body, name) === undefined ? [] : [[name, textOf(body, name)]])))
  return { ...texts, action, resource, ...(isPersistent === undefined ? {} : { isPersistent }) }
}

function isAction(value: unknown): value is PermissionQuestion['action'] {
  return typeof value === 'string' && /^(iot|iotjobsdata):\w+$/.test(value)
}

function textOf(body: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = body[name]
  if (value === undefined) return undefined
  if (typeof value !== 'string' || value === '') throw badInput(`"${name}" takes a text.`)
  return value
}
