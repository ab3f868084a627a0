import type { Answer, AnswerMode, Questions } from './answer-mode.js'
import type { Incoming } from './device-link.js'
import { type DevicePart, membersOf, type PartTools } from './part.js'
import type { Reporter } from './reporter.js'

type Members = Readonly<Record<string, unknown>>

/** A job execution as notifications and answers show it. */
interface Execution {
  readonly jobId: string
  readonly executionNumber: number
  readonly document: unknown
}

interface Update {
  readonly status: 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED' | 'REJECTED'
  readonly statusDetails?: Readonly<Record<string, string>>
}

const STEPS: readonly string[] = ['25', '50', '75']

/** What a job is told, step by step; a pause comes before each but the first. */
const UPDATES: Readonly<Record<Exclude<Answer, 'ignore'>, readonly Update[]>> = {
  succeed: [{ status: 'IN_PROGRESS' }, { status: 'SUCCEEDED' }],
  fail: [{ status: 'IN_PROGRESS' }, { status: 'FAILED', statusDetails: { reason: 'told to fail' } }],
  reject: [{ status: 'REJECTED', statusDetails: { reason: 'told to reject' } }],
  slow: [
    { status: 'IN_PROGRESS' },
    ...STEPS.map((percent): Update => ({ status: 'IN_PROGRESS', statusDetails: { percent } })),
    { status: 'SUCCEEDED', statusDetails: { percent: '100' } },
  ],
}

/** Takes the jobs of the thing, one after another as `$next` has them, and answers them. */
export class JobsPart implements DevicePart {
  readonly topicFilters: readonly string[]
  readonly #tools: PartTools
  readonly #reporter: Reporter
  readonly #mode: AnswerMode
  readonly #questions: Questions
  readonly #root: string
  /** What `$next` was when it was last heard of; undefined while nothing has been heard. */
  #next: Execution | 'none' | undefined
  #isBusy = false
  /** The execution that was dealt with last: hearing of it again is no news. */
  #done = ''
  #answered: ((members: Members) => void) | undefined

  constructor(tools: PartTools, reporter: Reporter, mode: AnswerMode, questions: Questions) {
    this.#tools = tools
    this.#reporter = reporter
    this.#mode = mode
    this.#questions = questions
    this.#root = `$aws/things/${tools.thingName}/jobs`
    this.topicFilters = [`${this.#root}/notify-next`]
  }

  get isIdle(): boolean {
    return !this.#isBusy && (this.#next === 'none' || (this.#next !== undefined && keyOf(this.#next) === this.#done))
  }

  async start(): Promise<void> {
    // An answer that the lost connection took with it does not come any more.
    this.#answered?.({})
    await this.#tools.publish(`${this.#root}/$next/get`, {})
  }

  take({ topic, payload }: Incoming): boolean {
    if (!topic.startsWith(`${this.#root}/`)) return false
    const [, , , , what = '', api = '', answer = ''] = topic.split('/')
    const members = membersOf(payload)
    if ((what === 'notify-next' && api === '') || (what === '$next' && answer === 'accepted')) this.#heard(members)
    else if (api === 'update' && (answer === 'accepted' || answer === 'rejected')) this.#answered?.({ ...members, answer })
    else if (answer === 'rejected')
      this.#reporter.complain('jobsRejected', `Jobs: ${String(members['code'])}: ${String(members['message'])}`, members)
    return true
  }

  #heard(members: Members): void {
    this.#next = executionOf(members['execution']) ?? 'none'
    void this.#work()
  }

  async #work(): Promise<void> {
    if (this.#isBusy) return
    this.#isBusy = true
    while (this.#next !== undefined && this.#next !== 'none' && keyOf(this.#next) !== this.#done) {
      const execution = this.#next
      const isAnswered = await this.#handle(execution)
      if (this.#isNext(execution)) this.#next = undefined
      // What became of the last word is not known when the connection was lost: the new one asks anyway.
      if (!isAnswered) continue
      this.#done = keyOf(execution)
      await this.#tools.publish(`${this.#root}/$next/get`, {})
    }
    this.#isBusy = false
    this.#tools.changed()
  }

  #isNext(execution: Execution): boolean {
    return this.#next !== undefined && this.#next !== 'none' && keyOf(this.#next) === keyOf(execution)
  }

  /** Whether everything that was said was answered. */
  async #handle(execution: Execution): Promise<boolean> {
    const { jobId, executionNumber, document } = execution
    this.#reporter.say('job', `Job ${jobId}: ${JSON.stringify(document)}`, { jobId, executionNumber, document })
    const answer = this.#mode === 'ask' ? await this.#questions.ask(`Job ${jobId}`) : this.#mode
    if (answer === 'ignore') {
      this.#reporter.say('jobIgnored', `Job ${jobId} is left alone.`, { jobId, executionNumber })
      return true
    }
    for (const [index, update] of UPDATES[answer].entries()) {
      if (index > 0 && answer === 'slow') await this.#tools.pause()
      const outcome = await this.#update(execution, update)
      if (outcome !== 'accepted') return outcome === 'rejected'
    }
    return true
  }

  /** `lost` when the connection ended before an answer came. */
  async #update({ jobId, executionNumber }: Execution, update: Update): Promise<'accepted' | 'rejected' | 'lost'> {
    const answered = new Promise<Members>((resolve) => (this.#answered = resolve))
    if (!(await this.#tools.publish(`${this.#root}/${jobId}/update`, { ...update, executionNumber }))) return 'rejected'
    const members = await answered
    this.#answered = undefined
    const facts = { jobId, executionNumber, ...update }
    const percent = update.statusDetails?.['percent']
    if (members['answer'] === 'accepted')
      this.#reporter.say('jobUpdated', `Job ${jobId} is ${update.status}${percent === undefined ? '' : `, ${percent} %`}.`, facts)
    if (members['answer'] === 'rejected')
      this.#reporter.complain(
        'jobUpdateRejected',
        `Job ${jobId} cannot be ${update.status}: ${String(members['code'])}: ${String(members['message'])}`,
        {
          ...facts,
          code: members['code'],
        },
      )
    return members['answer'] === 'accepted' || members['answer'] === 'rejected' ? members['answer'] : 'lost'
  }
}

function executionOf(value: unknown): Execution | undefined {
  if (typeof value !== 'object' || value === null || !('jobId' in value) || typeof value.jobId !== 'string') return undefined
  const executionNumber = 'executionNumber' in value && typeof value.executionNumber === 'number' ? value.executionNumber : 1
  return { jobId: value.jobId, executionNumber, document: 'jobDocument' in value ? value.jobDocument : undefined }
}

function keyOf({ jobId, executionNumber }: Execution): string {
  return `${jobId}/${executionNumber}`
}
