import { type DecisionLog, type Logger, principalIdentifier } from '@iot-core-local/core'
import type { RuleMessage } from '../ports.js'

/** One entry in the terms of AWS IoT's log (RUL-731). */
export interface JournalEntry {
  readonly eventType: 'RuleMatch' | 'RuleExecution' | 'RuleNotFound' | 'RuleMessageThrottled'
  readonly ruleName: string
  readonly explanation: string
  readonly isFailure: boolean
  readonly reason?: string
  readonly traceId?: string
  readonly ruleAction?: string
  readonly resources?: Readonly<Record<string, string>>
  /** `details` of the log entry. */
  readonly details?: string
}

/** Writes what the engine does to the decision log and to the log. */
export class RuleJournal {
  readonly #decisions: DecisionLog
  readonly #log: Logger
  readonly #accountId: string

  constructor(decisions: DecisionLog, log: Logger, accountId: string) {
    this.#decisions = decisions
    this.#log = log
    this.#accountId = accountId
  }

  write(message: RuleMessage, entry: JournalEntry): void {
    const { eventType, ruleName, explanation, isFailure, reason, traceId, ruleAction, resources, details } = entry
    const principalId = principalIdentifier(message.principal)
    const facts = {
      logLevel: isFailure ? 'ERROR' : 'INFO',
      status: isFailure ? 'Failure' : 'Success',
      accountId: this.#accountId,
      ruleName,
      ...(traceId === undefined ? {} : { traceId }),
      ...(ruleAction === undefined ? {} : { ruleAction }),
      ...(resources === undefined ? {} : { resources }),
      ...(details === undefined ? {} : { details }),
    }
    this.#decisions.record({
      kind: 'rule',
      outcome: isFailure ? 'failed' : 'allowed',
      eventType,
      explanation,
      topic: message.topic,
      principalId,
      details: facts,
      ...(reason === undefined ? {} : { reason }),
      ...(message.clientId === undefined ? {} : { clientId: message.clientId }),
      ...(message.sourceIp === undefined ? {} : { sourceIp: message.sourceIp }),
      ...(ruleAction === undefined ? {} : { action: ruleAction }),
    })
    if (!isFailure) this.#log.debug({ eventType, topic: message.topic, ...facts }, explanation)
  }

  /** `StartingRuleExecution`: a log entry only. */
  starting(message: RuleMessage, ruleName: string, ruleAction: string): void {
    this.#log.debug({ eventType: 'StartingRuleExecution', topic: message.topic, ruleName, ruleAction }, 'a rule action starts')
  }

  /** A defect of the engine: what no action or statement should be able to cause. */
  defect(ruleName: string, error: unknown): void {
    this.#log.error({ err: error, ruleName }, 'running a rule failed unexpectedly')
  }
}
