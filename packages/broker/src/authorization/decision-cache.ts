import type { Access, AccessDecision, AccessSession, CountedDecision, DecisionInput, DecisionLog, PolicyAction } from '@iot-core-local/core'
import { MAX_CACHED_TOPICS } from '../limits.js'

/** A decision with its record. Applies while `Access.epoch` is `epoch`. */
export interface CachedDecision {
  readonly isAllowed: boolean
  readonly epoch: number
  readonly record: CountedDecision
}

export interface Asker {
  readonly clientId: string
  readonly principalId: string
  readonly sourceIp: string
}

/** What is being decided about, as log entries name it. */
export interface Question {
  readonly action: PolicyAction
  readonly resource: string
  readonly eventType: string
  readonly topic?: string
}

/** The policy decisions of one connection, kept until any answer may have changed. */
export class DecisionCache {
  readonly #access: Access
  readonly #session: AccessSession
  readonly #decisions: DecisionLog
  readonly #asker: Asker
  #entries = new Map<string, CachedDecision>()
  #epoch: number

  constructor(access: Access, session: AccessSession, decisions: DecisionLog, asker: Asker) {
    this.#access = access
    this.#session = session
    this.#decisions = decisions
    this.#asker = asker
    this.#epoch = access.epoch
  }

  /** The kept answer, counted once more; undefined when the policies have to be asked. */
  again(action: PolicyAction, resource: string): CachedDecision | undefined {
    if (this.#epoch !== this.#access.epoch) {
      this.#entries = new Map()
      this.#epoch = this.#access.epoch
      return undefined
    }
    const entry = this.#entries.get(`${action} ${resource}`)
    entry?.record.again()
    return entry
  }

  /** Asks the policies unless the answer is kept. */
  async ask(question: Question): Promise<CachedDecision> {
    const kept = this.again(question.action, question.resource)
    if (kept !== undefined) return kept
    // Read before asking: an answer given while something changes is stale already.
    const epoch = this.#access.epoch
    const decision = await this.#session.authorize({ action: question.action, resource: question.resource })
    const record = this.#decisions.record(describe(question, decision, this.#asker))
    const entry: CachedDecision = { isAllowed: decision.decision === 'ALLOWED', epoch, record }
    if (epoch === this.#access.epoch && epoch === this.#epoch) {
      if (this.#entries.size >= MAX_CACHED_TOPICS) this.#entries = new Map()
      this.#entries.set(`${question.action} ${question.resource}`, entry)
    }
    return entry
  }
}

/** The record of one policy decision (BRK-384). */
export function describe(question: Question, decision: AccessDecision, asker: Asker): DecisionInput {
  const isAllowed = decision.decision === 'ALLOWED'
  return {
    kind: 'authorization',
    outcome: isAllowed ? 'allowed' : 'refused',
    eventType: question.eventType,
    ...(isAllowed ? {} : { reason: 'AUTHORIZATION_FAILURE' }),
    explanation: decision.explanation,
    protocol: 'MQTT',
    clientId: asker.clientId,
    principalId: asker.principalId,
    sourceIp: asker.sourceIp,
    ...(question.topic === undefined ? {} : { topic: question.topic }),
    action: question.action,
    resource: question.resource,
    ...(decision.statement === undefined ? {} : { statement: decision.statement }),
    ...(decision.nearestStatement === undefined ? {} : { nearestStatement: decision.nearestStatement }),
    ...(decision.variables === undefined ? {} : { variables: decision.variables }),
    details: { decision: decision.decision, ...decision.details },
  }
}
