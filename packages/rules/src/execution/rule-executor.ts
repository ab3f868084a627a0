import type { AccountContext } from '@iot-core-local/core'
import { ActionFailure, type ActionInput, type CompiledAction } from '../actions/rule-action.js'
import type { RuleMessage } from '../ports.js'
import { EvaluationError } from '../sql/evaluation-error.js'
import type { Scope } from '../sql/evaluator.js'
import { parseJson } from '../sql/json-parser.js'
import type { MessagePayload } from '../sql/message-payload.js'
import type { QueryResult } from '../sql/rule-query.js'
import type { CompiledRule } from './compiled-rule.js'
import { type ErrorDocument, errorDocument } from './error-document.js'
import type { RuleJournal } from './rule-journal.js'

/** A message on its way to one rule. */
export interface RuleJob {
  readonly rule: CompiledRule
  readonly message: RuleMessage
  readonly payload: MessagePayload
  /** The same for all rules that the message runs. */
  readonly traceId: string
  /** What topic() sees: without the prefix of Basic Ingest (RUL-720). */
  readonly topic: string
  readonly republishDepth: number
}

type Failure = ErrorDocument['failures'][number]

/** Runs a rule on a message: WHERE, SELECT, the actions in order, then the error action once if any failed (RUL-701, RUL-710). */
export class RuleExecutor {
  readonly #context: Pick<AccountContext, 'accountId' | 'ids' | 'timers'>
  readonly #journal: RuleJournal

  constructor(context: Pick<AccountContext, 'accountId' | 'ids' | 'timers'>, journal: RuleJournal) {
    this.#context = context
    this.#journal = journal
  }

  /** Never rejects. */
  async execute(job: RuleJob): Promise<void> {
    try {
      await this.#run(job)
    } catch (error) {
      this.#journal.defect(job.rule.ruleName, error)
    }
  }

  async #run(job: RuleJob): Promise<void> {
    const { rule, message, traceId } = job
    const query = this.#query(job)
    if (query === undefined) return
    const { scope, result } = query
    const explanation = result.isMatch ? 'The message matched the rule.' : 'The topic matched, but WHERE was not true: no action runs.'
    this.#journal.write(message, { eventType: 'RuleMatch', ruleName: rule.ruleName, explanation, isFailure: false, traceId })
    if (!result.isMatch) return
    const input: ActionInput = { ...result, scope, republishDepth: job.republishDepth }
    const failures: Failure[] = []
    for (const action of rule.actions) {
      const failure = await this.#act(action, input, job)
      if (failure !== undefined) failures.push(failure)
    }
    if (failures.length > 0 && rule.errorAction !== undefined) await this.#runErrorAction(rule.errorAction, failures, input, job)
  }

  /** Undefined when the statement failed: for the log only, not for the error action (RUL-712). */
  #query(job: RuleJob): { readonly scope: Scope; readonly result: QueryResult } | undefined {
    const { rule, message, payload, topic, traceId } = job
    const { accountId, ids, timers } = this.#context
    try {
      const scope = rule.query.open({
        version: rule.version,
        accountId,
        topic,
        clientId: message.clientId,
        principal: message.principal,
        sourceIp: message.sourceIp,
        nowMs: timers.now(),
        traceId: message.clientId === undefined ? undefined : traceId,
        properties: message.properties,
        payload,
        newUuid: () => ids.uuid(),
        random: () => ids.fraction(),
      })
      return { scope, result: rule.query.run(scope) }
    } catch (error) {
      if (!(error instanceof EvaluationError)) throw error
      const { ruleName } = rule
      const explanation = `The statement of rule ${ruleName} failed: ${error.message}`
      this.#journal.write(message, {
        eventType: 'RuleExecution',
        ruleName,
        explanation,
        isFailure: true,
        reason: 'SQL_FAILURE',
        traceId,
        details: error.message,
      })
      return undefined
    }
  }

  async #act(action: CompiledAction, input: ActionInput, job: RuleJob): Promise<Failure | undefined> {
    const { ruleName } = job.rule
    this.#journal.starting(job.message, ruleName, action.name)
    const common = { eventType: 'RuleExecution', ruleName, ruleAction: action.name, traceId: job.traceId } as const
    try {
      const resources = await action.run(input)
      this.#journal.write(job.message, {
        ...common,
        explanation: `${action.name} of rule ${ruleName} succeeded.`,
        isFailure: false,
        resources,
      })
      return undefined
    } catch (error) {
      return this.#failed(action, job, error)
    }
  }

  /** Whatever an action throws is its own failure: the others run (RUL-704). */
  #failed(action: CompiledAction, job: RuleJob, error: unknown): Failure {
    const { ruleName } = job.rule
    if (!(error instanceof ActionFailure) && !(error instanceof EvaluationError)) this.#journal.defect(ruleName, error)
    const errorMessage = error instanceof Error ? error.message : 'The action failed.'
    const failedResource = error instanceof ActionFailure ? error.resource : ''
    const cause = error instanceof ActionFailure && error.cause instanceof Error ? ` (${error.cause.message})` : ''
    this.#journal.write(job.message, {
      eventType: 'RuleExecution',
      ruleName,
      ruleAction: action.name,
      traceId: job.traceId,
      explanation: `${action.name} of rule ${ruleName} failed: ${errorMessage}${cause}`,
      isFailure: true,
      reason: 'ACTION_FAILURE',
      resources: { Resource: failedResource },
      details: errorMessage,
    })
    return { failedAction: action.name, failedResource, errorMessage }
  }

  /** Its own failure is only logged (RUL-710). */
  async #runErrorAction(action: CompiledAction, failures: Failure[], input: ActionInput, job: RuleJob): Promise<void> {
    const text = JSON.stringify(errorDocument(job.rule.ruleName, job.topic, job.message, job.traceId, failures))
    const json = parseJson(text, '2016-03-23')
    const value = json.isJson ? json.value : undefined
    await this.#act(action, { ...input, output: Buffer.from(text, 'utf8'), isJson: true, value }, job)
  }
}
