/** What kind of question was decided. */
export type DecisionKind = 'admission' | 'authorization' | 'packet' | 'reservedTopic' | 'rule' | 'api' | 'provisioning'

/** A policy statement and how it met the request. */
export interface StatementMatch {
  readonly policyName: string
  readonly policyVersionId: string
  /** Where the policy comes from: the principal itself or a thing group. */
  readonly source: string
  /** The position of the statement in the document, from 0. */
  readonly statementIndex: number
  readonly sid?: string
  readonly effect: 'Allow' | 'Deny'
  readonly actions: readonly string[]
  readonly resources: readonly string[]
  /** Why the statement did not apply, in a sentence, where this is the nearest miss. */
  readonly difference?: string
}

/** What a caller reports: the facts of AWS IoT's log entries (eventType, status, reason) and the explanation. */
export interface DecisionInput {
  readonly kind: DecisionKind
  readonly outcome: 'allowed' | 'refused' | 'failed'
  /** As in AWS IoT's log entries: `Connect`, `Publish-In`, `Publish-Out`, `Subscribe`, `RuleExecution` ... */
  readonly eventType: string
  /** A constant such as `AUTHORIZATION_FAILURE` or `UNKNOWN_CERTIFICATE`, for programs. */
  readonly reason?: string
  /** One or two sentences for people: what was decided, why, and what to change. */
  readonly explanation: string
  readonly protocol?: string
  readonly clientId?: string
  readonly principalId?: string
  readonly sourceIp?: string
  readonly topic?: string
  readonly action?: string
  readonly resource?: string
  readonly requestId?: string
  /** The statement that decided. */
  readonly statement?: StatementMatch
  /** On a refusal for want of permission: the statement that came nearest to allowing it. */
  readonly nearestStatement?: StatementMatch
  /** The policy variables met and their values; null for one that had no value. */
  readonly variables?: Readonly<Record<string, string | null>>
  /** Whatever else explains it, as JSON values. */
  readonly details?: Readonly<Record<string, unknown>>
}

export interface DecisionRecord extends DecisionInput {
  /** Counts from 1 in each account. */
  readonly id: number
  readonly timestampMs: number
  /** How often the same decision was taken again from a cache. */
  readonly count: number
  readonly lastTimestampMs: number
}

/** A handle on a record whose decision is cached by its asker. */
export interface CountedDecision {
  /** Says that the cached decision was applied once more. Costs two stores and no lookup. */
  again(): void
}
