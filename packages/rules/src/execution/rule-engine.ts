import type { AccountContext } from '@iot-core-local/core'
import { currentRepublishDepth } from '../actions/republish-depth.js'
import { RuleTable } from '../matching/rule-table.js'
import type { RuleMessage, RuleSink } from '../ports.js'
import { MessagePayload } from '../sql/message-payload.js'
import type { CompiledRule } from './compiled-rule.js'
import { RuleExecutor, type RuleJob } from './rule-executor.js'
import { RuleJournal } from './rule-journal.js'
import { RuleQueue } from './rule-queue.js'

/** An enabled rule with the messages that wait for it. */
interface ActiveRule extends CompiledRule {
  readonly queue: RuleQueue<RuleJob>
}

const BASIC_INGEST = /^\$aws\/rules\/([^/]+)(?:\/(.*))?$/s

/** The enabled rules, and what brings messages to them. */
export class RuleEngine implements RuleSink {
  readonly #context: AccountContext
  readonly #journal: RuleJournal
  readonly #executor: RuleExecutor
  readonly #table = new RuleTable<ActiveRule>()
  readonly #maxPending: number

  constructor(context: AccountContext, maxPendingPerRule: number) {
    this.#context = context
    this.#journal = new RuleJournal(context.decisions, context.log, context.accountId)
    this.#executor = new RuleExecutor(context, this.#journal)
    this.#maxPending = maxPendingPerRule
  }

  /** Runs the rule from the next message on; in place of one of the same name. */
  enable(rule: CompiledRule): void {
    const queue = new RuleQueue<RuleJob>(this.#context.timers, this.#maxPending, (job) => this.#executor.execute(job))
    this.#table.put({ ...rule, queue })
  }

  /** Stops the rule for messages to come; those it has already taken are finished. */
  disable(ruleName: string): void {
    this.#table.remove(ruleName)
  }

  hasInterest(topic: string): boolean {
    return this.#table.matching(topic).length > 0 || topic.startsWith('$aws/rules/')
  }

  accept(message: RuleMessage): void {
    const direct = basicIngestTarget(message)
    if (direct !== undefined) {
      this.#acceptDirect(message, direct)
      return
    }
    const rules = this.#table.matching(message.topic)
    if (rules.length === 0) return
    const job = this.#jobFor(message, message.topic)
    for (const rule of rules) this.#offer(rule, { ...job, rule })
  }

  close(): void {
    this.#table.clear()
  }

  /** Basic Ingest reaches one rule, whatever its FROM says (RUL-720, RUL-721). */
  #acceptDirect(message: RuleMessage, { ruleName, topic }: BasicIngestTarget): void {
    const rule = this.#table.byName(ruleName)
    if (rule !== undefined) {
      this.#offer(rule, { ...this.#jobFor(message, topic), rule })
      return
    }
    this.#journal.write(message, {
      eventType: 'RuleNotFound',
      ruleName,
      explanation: `A message went to rule ${ruleName} by Basic Ingest, but there is no enabled rule of that name.`,
      isFailure: true,
      reason: 'RuleNotFound',
      details: `Rule ${ruleName} not found`,
    })
  }

  #jobFor(message: RuleMessage, topic: string): Omit<RuleJob, 'rule'> {
    const payload = new MessagePayload(message.payload)
    return { message, payload, topic, traceId: this.#context.ids.uuid(), republishDepth: currentRepublishDepth() }
  }

  #offer(rule: ActiveRule, job: RuleJob): void {
    if (rule.queue.offer(job)) return
    this.#journal.write(job.message, {
      eventType: 'RuleMessageThrottled',
      ruleName: rule.ruleName,
      explanation: `Too many messages wait for rule ${rule.ruleName}: this one is dropped.`,
      isFailure: true,
      reason: 'RuleExecutionThrottled',
      details: `Message for Rule ${rule.ruleName} throttled`,
    })
  }
}

interface BasicIngestTarget {
  readonly ruleName: string
  /** What remains of the topic; empty when there was only the rule's name. */
  readonly topic: string
}

function basicIngestTarget(message: RuleMessage): BasicIngestTarget | undefined {
  if (message.topic.startsWith('$aws/rules/')) {
    const [, ruleName = '', rest = ''] = BASIC_INGEST.exec(message.topic) ?? []
    return { ruleName, topic: rest }
  }
  if (message.isBasicIngest !== true || message.ruleName === undefined) return undefined
  return { ruleName: message.ruleName, topic: message.topic }
}
