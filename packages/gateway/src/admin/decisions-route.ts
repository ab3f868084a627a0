import type { DecisionFilter, DecisionKind, DecisionRecord, Peer } from '@iot-core-local/core'
import { jsonAnswer, type Answer } from '../errors/answer.js'
import type { AccountDirectory } from '../ports.js'
import type { Query } from '../routing/request-target.js'
import { badInput } from './admin-error.js'

const KINDS: readonly DecisionKind[] = ['admission', 'authorization', 'packet', 'reservedTopic', 'rule', 'api', 'provisioning']
const OUTCOMES: readonly DecisionRecord['outcome'][] = ['allowed', 'refused', 'failed']
const PARAMETERS = new Set(['kind', 'outcome', 'clientId', 'principalId', 'reason', 'afterId', 'limit', 'account', 'region'])
const MAX_LIMIT = 2_000

/** The decision records of one account, the newest `limit` of those behind `afterId`, oldest first. @throws AdminError */
export function answerDecisions(accounts: AccountDirectory, query: Query, peer: Peer): Answer {
  for (const name of query.keys()) {
    if (!PARAMETERS.has(name)) throw badInput(`"${name}" is no filter. There are ${[...PARAMETERS].join(', ')}.`)
  }
  const accountId = query.get('account')
  if (accountId !== undefined && !/^\d{12}$/.test(accountId)) throw badInput('"account" takes the 12 digits of an account id.')
  const region = query.get('region')
  const account = accounts.find({ ...(accountId === undefined ? {} : { accountId }), ...(region === undefined ? {} : { region }), peer })
  const filter = filterOf(query)
  const decisions = account.decisions.find(filter)
  return jsonAnswer(200, { decisions, nextAfterId: decisions.at(-1)?.id ?? filter.afterId ?? 0 })
}

function filterOf(query: Query): DecisionFilter {
  const kind = oneOf(query, 'kind', KINDS)
  const outcome = oneOf(query, 'outcome', OUTCOMES)
  const afterId = integer(query, 'afterId', 0, Number.MAX_SAFE_INTEGER)
  const limit = integer(query, 'limit', 1, MAX_LIMIT)
  const texts: Record<string, string> = {}
  for (const name of ['clientId', 'principalId', 'reason']) {
    const value = query.get(name)
    if (value !== undefined) texts[name] = value
  }
  return {
    ...texts,
    ...(kind === undefined ? {} : { kind }),
    ...(outcome === undefined ? {} : { outcome }),
    ...(afterId === undefined ? {} : { afterId }),
    ...(limit === undefined ? {} : { limit }),
  }
}

function oneOf<T extends string>(query: Query, name: string, values: readonly T[]): T | undefined {
  const text = query.get(name)
  if (text === undefined) return undefined
  const value = values.find((candidate) => candidate === text)
  if (value === undefined) throw badInput(`"${name}" is one of ${values.join(', ')}, not "${text}".`)
  return value
}

function integer(query: Query, name: string, min: number, max: number): number | undefined {
  const text = query.get(name)
  if (text === undefined) return undefined
  const value = Number(text)
  if (!/^\d+$/.test(text) || value < min || value > max) throw badInput(`"${name}" takes an integer from ${min} to ${max}, not "${text}".`)
  return value
}
