import { type AccountContext, nextTurn, ServiceError } from '@iot-core-local/core'
import { ExpiryTimer } from '../fleet/expiry-timer.js'
import { MAX_LINE_LENGTH, TASK_LIFETIME_MS } from '../limits.js'
import type { BulkSource } from '../ports.js'
import type { Attempt, Provisioner } from '../runs/provisioner.js'
import { Trace } from '../runs/trace.js'
import type { TaskProgress, TaskRow, TasksStore, TaskStatus } from '../store/tasks-store.js'
import { isObject } from '../template/json.js'
import type { Template } from '../template/template.js'
import { TemplateError } from '../template/template-error.js'
import type { TemplateBook } from '../templates/template-book.js'
import { type Line, linesOf } from './lines.js'

export interface BulkRunnerDeps {
  readonly account: AccountContext
  readonly book: TemplateBook
  readonly provisioner: Provisioner
  readonly tasks: TasksStore
  readonly source: BulkSource
}

/** Lines that are worked off before the event loop gets its turn. */
const SLICE = 4

/**
 * Works off the account's one bulk registration task, line by line. What a line made, its line in the report and the cursor behind it are one
 * transaction, so that after the end of the process at any moment the task goes on with the next line and does none twice.
 */
export class BulkRunner {
  readonly #deps: BulkRunnerDeps
  readonly #timer: ExpiryTimer
  #isOpen = false
  #closing = new AbortController()
  #running: Promise<void> | undefined

  constructor(deps: BulkRunnerDeps) {
    this.#deps = deps
    const { tasks } = deps
    this.#timer = new ExpiryTimer(deps.account.timers, {
      earliestMs: () => tasks.earliestMs(),
      expire: (nowMs) => {
        // Reports can be long: one task at a time.
        for (const task of tasks.expired(nowMs, 1)) this.#expire(task)
      },
    })
  }

  start(): void {
    this.#isOpen = true
    this.#closing = new AbortController()
    this.#timer.arm()
    this.kick()
  }

  /** Starts working when there is a task and nobody is at it. */
  kick(): void {
    if (!this.#isOpen || this.#running !== undefined) return
    const work = this.#work().finally(() => {
      this.#running = undefined
    })
    this.#running = this.#deps.account.timers.track(work)
  }

  /** To be called when a task was added or its expiry changed. */
  arm(): void {
    this.#timer.arm()
  }

  async close(): Promise<void> {
    this.#isOpen = false
    this.#closing.abort()
    this.#timer.close()
    await this.#running
  }

  async #work(): Promise<void> {
    // The caller's answer goes first.
    await nextTurn()
    for (let task = this.#next(); task !== undefined; task = this.#next()) {
      try {
        await this.#run(task)
      } catch (error) {
        if (!this.#isOpen) return
        this.#deps.account.log.info({ err: error, taskId: task.taskId }, 'a bulk registration task failed')
        this.#finish(task.taskId, 'Failed', error instanceof Error ? error.message : String(error))
      }
    }
  }

  #next(): TaskRow | undefined {
    return this.#isOpen ? this.#deps.tasks.unfinished() : undefined
  }

  async #run(task: TaskRow): Promise<void> {
    if (task.status === 'Cancelling') {
      this.#finish(task.taskId, 'Cancelled', null)
      return
    }
    const { book, source } = this.#deps
    const template = book.parse(task.templateBody, 'registration')
    const input = await this.#open(source, task)
    let count = 0
    for await (const line of linesOf(input.chunks, task.offsetBytes, MAX_LINE_LENGTH * 4)) {
      // Looked up anew: it may have been stopped meanwhile.
      const now = this.#deps.tasks.find(task.taskId)
      if (!this.#isOpen || now === undefined) return
      if (now.status !== 'InProgress') break
      await this.#line(now, template, line, input.totalBytes)
      if (++count % SLICE === 0) await nextTurn()
    }
    const last = this.#isOpen ? this.#deps.tasks.find(task.taskId) : undefined
    if (last?.status === 'InProgress') this.#finish(task.taskId, 'Completed', null)
    if (last?.status === 'Cancelling') this.#finish(task.taskId, 'Cancelled', null)
  }

  async #open(source: BulkSource, { bucket, key, offsetBytes }: TaskRow) {
    try {
      return await source.open(bucket, key, offsetBytes, this.#closing.signal)
    } catch (error) {
      throw new Error(`The input file ${bucket}/${key} cannot be read: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      })
    }
  }

  /** One line is one attempt. It never fails the task (REG-623). */
  async #line(task: TaskRow, template: Template, line: Line, totalBytes: number): Promise<void> {
    const { account, tasks } = this.#deps
    const lineNumber = task.lineCount + 1
    const cursor = (success: number, failure: number): TaskProgress => ({
      taskId: task.taskId,
      successCount: task.successCount + success,
      failureCount: task.failureCount + failure,
      offsetBytes: line.endBytes,
      lineCount: lineNumber,
      percentage: Math.min(99, Math.floor((line.endBytes * 100) / Math.max(1, totalBytes))),
      modifiedMs: account.timers.now(),
    })
    if (line.text?.trim() === '') {
      tasks.progress(cursor(0, 0))
      return
    }
    const at = { lineNumber, offset: task.offsetBytes }
    try {
      await this.#provision(task, template, line, lineNumber, ({ certificatePem, resourceArns }) => {
        const response = { ...(certificatePem === undefined ? {} : { CertificatePem: certificatePem }), ResourceArns: resourceArns }
        tasks.addLine(task.taskId, 'RESULTS', lineNumber, JSON.stringify({ ...at, response }))
        tasks.progress(cursor(1, 0))
      })
    } catch (error) {
      if (error instanceof Error && !(error instanceof ServiceError) && !(error instanceof TemplateError)) throw error
      const errorCode = error instanceof ServiceError ? error.name : 'InvalidRequestException'
      const errorMessage = error instanceof Error ? error.message : String(error)
      account.store.transaction(() => {
        tasks.addLine(task.taskId, 'ERRORS', lineNumber, JSON.stringify({ ...at, response: { errorCode, errorMessage } }))
        tasks.progress(cursor(0, 1))
      })
    }
  }

  async #provision(
    task: TaskRow,
    template: Template,
    line: Line,
    lineNumber: number,
    report: (made: { readonly certificatePem: string | undefined; readonly resourceArns: Readonly<Record<string, string>> }) => void,
  ): Promise<void> {
    const { provisioner } = this.#deps
    const attempt: Attempt = {
      consumer: 'BulkRegistration',
      who: `Line ${String(lineNumber)} of bulk registration task ${task.taskId}`,
      facts: {},
      trace: new Trace(),
    }
    attempt.trace.fact('taskId', task.taskId)
    attempt.trace.fact('line', lineNumber)
    let parameters: ReadonlyMap<string, string>
    try {
      parameters = parametersOf(line)
    } catch (error) {
      provisioner.fail(attempt, error)
      throw error
    }
    await provisioner.provision(attempt, template, parameters, ({ certificate, resourceArns }) => {
      report({ certificatePem: certificate?.certificatePem, resourceArns })
    })
  }

  #finish(taskId: string, status: TaskStatus, message: string | null): void {
    const { account, tasks } = this.#deps
    const nowMs = account.timers.now()
    tasks.setStatus(taskId, status, message, nowMs, nowMs + TASK_LIFETIME_MS)
    this.#timer.arm()
  }

  #expire(task: TaskRow): void {
    if (task.status === 'InProgress' || task.status === 'Cancelling') {
      this.#finish(task.taskId, 'Failed', 'The task was not finished within 30 days.')
    } else {
      this.#deps.tasks.remove(task.taskId)
    }
  }
}

/** @throws TemplateError */
function parametersOf({ text }: Line): ReadonlyMap<string, string> {
  if (text === undefined || text.length > MAX_LINE_LENGTH) {
    throw new TemplateError('', `The line has more than ${String(MAX_LINE_LENGTH)} characters.`)
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new TemplateError('', 'The line is not JSON.')
  }
  if (!isObject(value)) throw new TemplateError('', 'The line is not a JSON object.')
  const parameters = new Map<string, string>()
  for (const [name, parameter] of Object.entries(value)) {
    if (typeof parameter !== 'string') throw new TemplateError('', `The parameter ${name} is not a string.`)
    parameters.set(name, parameter)
  }
  return parameters
}
