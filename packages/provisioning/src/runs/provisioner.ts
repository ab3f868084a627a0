import { type AccountContext, internalFailure, ServiceError } from '@iot-core-local/core'
import { RejectedRequest } from '../fleet/rejections.js'
import { evaluateTemplate } from '../template/evaluate-template.js'
import type { Plan } from '../template/plan.js'
import type { Template } from '../template/template.js'
import { TemplateError } from '../template/template-error.js'
import { applyPlan, type Desks, type Provisioned } from './apply-plan.js'
import { shownParameters, type Trace } from './trace.js'

/** One attempt to provision one device: who asked, with what. */
export interface Attempt {
  /** `RegisterThing`, `JITP`, `FleetProvisioning` or `BulkRegistration`: the record's `consumer`. */
  readonly consumer: string
  /** In words, for the record's explanation. */
  readonly who: string
  readonly facts: {
    readonly clientId?: string
    readonly principalId?: string
    readonly sourceIp?: string
    readonly topic?: string
    readonly requestId?: string
  }
  readonly trace: Trace
}

/** Runs attempts: each is one transaction and leaves one decision record with its steps. */
export class Provisioner {
  readonly #account: AccountContext
  readonly #desks: Desks

  constructor(account: AccountContext, desks: Desks) {
    this.#account = account
    this.#desks = desks
  }

  /** Provisions from a template that may bring a signing request. @throws TemplateError, ServiceError; nothing is left then. */
  async provision(
    attempt: Attempt,
    template: Template,
    parameters: ReadonlyMap<string, string>,
    alongside?: (made: Provisioned) => void,
  ): Promise<Provisioned> {
    const plan = this.plan(attempt, template, parameters)
    const source = plan.certificate?.source
    if (source?.by !== 'csr') return this.apply(attempt, plan, undefined, alongside)
    let issuedPem: string
    try {
      issuedPem = await this.#desks.certificates.issueFromCsr(source.csr)
    } catch (error) {
      attempt.trace.add('certificate', plan.certificate?.logicalId ?? '', 'failed', messageOf(error))
      this.fail(attempt, error)
      throw error
    }
    return this.apply(attempt, plan, issuedPem, alongside)
  }

  /** The same for templates that know their certificate: at once, without a turn of the event loop in between. @throws as `provision` */
  provisionNow(
    attempt: Attempt,
    template: Template,
    parameters: ReadonlyMap<string, string>,
    alongside?: (made: Provisioned) => void,
  ): Provisioned {
    return this.apply(attempt, this.plan(attempt, template, parameters), undefined, alongside)
  }

  plan(attempt: Attempt, template: Template, parameters: ReadonlyMap<string, string>): Plan {
    attempt.trace.fact('parameters', shownParameters(parameters))
    try {
      return evaluateTemplate(template, parameters)
    } catch (error) {
      attempt.trace.add('evaluate', 'template', 'failed', messageOf(error))
      this.fail(attempt, error)
      throw error
    }
  }

  /** @param alongside what belongs to the same transaction */
  apply(attempt: Attempt, plan: Plan, issuedPem?: string, alongside?: (made: Provisioned) => void): Provisioned {
    const { store, arns } = this.#account
    const keptSteps = attempt.trace.length
    let provisioned: Provisioned
    try {
      provisioned = store.transaction(() => {
        const made = applyPlan(this.#desks, arns, { plan, issuedPem }, attempt.trace)
        alongside?.(made)
        return made
      })
    } catch (error) {
      this.fail(attempt, error, keptSteps)
      throw error
    }
    this.#record(attempt, 'allowed', 'PROVISIONED', `${attempt.who} was provisioned${thingWords(provisioned)}.`)
    return provisioned
  }

  /** Leaves the record of an attempt that ended. */
  fail(attempt: Attempt, error: unknown, keptSteps = attempt.trace.length): void {
    const outcome = isRefusal(error) ? 'refused' : 'failed'
    const explanation = `${attempt.who} was not provisioned: ${messageOf(error)}`
    this.#record(attempt, outcome, error instanceof Error ? error.name : 'Error', explanation, keptSteps)
  }

  #record(attempt: Attempt, outcome: 'allowed' | 'refused' | 'failed', reason: string, explanation: string, keptSteps?: number): void {
    this.#account.decisions.record({
      kind: 'provisioning',
      outcome,
      eventType: 'ProvisionDevice',
      reason,
      explanation,
      ...attempt.facts,
      details: { consumer: attempt.consumer, ...attempt.trace.details(keptSteps) },
    })
    const facts = { consumer: attempt.consumer, outcome, ...attempt.facts, steps: attempt.trace.line }
    // A task has thousands of lines, and a report.
    if (attempt.consumer === 'BulkRegistration') this.#account.log.debug(facts, 'provisioning attempt')
    else this.#account.log.info(facts, 'provisioning attempt')
  }
}

/** What the caller of an HTTP operation is told. */
export function asServiceError(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error
  if (error instanceof TemplateError) return new ServiceError('InvalidRequestException', error.message, { status: 400, cause: error })
  return internalFailure(error)
}

function isRefusal(error: unknown): boolean {
  if (error instanceof TemplateError) return true
  if (error instanceof RejectedRequest) return error.rejection.statusCode < 500
  return error instanceof ServiceError && error.status < 500
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function thingWords({ thingName }: Provisioned): string {
  return thingName === undefined ? '' : ` as thing ${thingName}`
}
