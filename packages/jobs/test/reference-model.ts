/*
 * What jobs do, written down once more as plainly as possible: arrays, no store, no runners. The model-based test plays the same commands on this and
 * on the service, and compares all that can be seen.
 */

const MINUTE_MS = 60_000

export type Status = 'QUEUED' | 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'REJECTED' | 'REMOVED' | 'CANCELED'

export interface ModelExecution {
  readonly jobId: string
  readonly thing: string
  readonly number: number
  readonly retryAttempt: number
  readonly order: number
  status: Status
  version: number
  deadlineMs: number | undefined
}

export interface ModelJob {
  readonly jobId: string
  readonly isContinuous: boolean
  readonly targets: string[]
  readonly timeoutMinutes: number | undefined
  readonly retries: number
  /** Aborts when so many executions ended and half of them failed. */
  readonly abortsAfter: number | undefined
  status: 'IN_PROGRESS' | 'COMPLETED' | 'CANCELED'
}

export interface ModelNotification {
  readonly thing: string
  readonly kind: 'notify' | 'notify-next'
  /** The pending list, or its first. */
  readonly shows: readonly string[]
}

const isPending = (execution: ModelExecution): boolean => execution.status === 'QUEUED' || execution.status === 'IN_PROGRESS'
const show = (execution: ModelExecution): string =>
  `${execution.status} ${execution.jobId}#${String(execution.number)} v${String(execution.version)}`

export class ReferenceModel {
  nowMs: number
  readonly jobs: ModelJob[] = []
  readonly executions: ModelExecution[] = []
  readonly notifications: ModelNotification[] = []
  readonly things: Set<string>
  readonly groups: Map<string, Set<string>>
  readonly #parents: ReadonlyMap<string, string>
  #order = 0

  constructor(
    nowMs: number,
    things: readonly string[],
    groups: Readonly<Record<string, readonly string[]>>,
    parents: Readonly<Record<string, string>>,
  ) {
    this.nowMs = nowMs
    this.things = new Set(things)
    this.groups = new Map(Object.entries(groups).map(([name, members]) => [name, new Set(members)]))
    this.#parents = new Map(Object.entries(parents))
  }

  job(jobId: string): ModelJob | undefined {
    return this.jobs.find((job) => job.jobId === jobId)
  }

  ofJob(jobId: string): ModelExecution[] {
    return this.executions.filter((execution) => execution.jobId === jobId).sort((a, b) => a.order - b.order)
  }

  latest(jobId: string, thing: string): ModelExecution | undefined {
    return this.ofJob(jobId)
      .filter((execution) => execution.thing === thing)
      .sort((a, b) => b.number - a.number)[0]
  }

  /** IN_PROGRESS before QUEUED, each in order of creation (JOB-040). */
  pending(thing: string): ModelExecution[] {
    const rank = (execution: ModelExecution): number => (execution.status === 'IN_PROGRESS' ? 0 : 1)
    return this.executions
      .filter((execution) => execution.thing === thing && isPending(execution))
      .sort((a, b) => rank(a) - rank(b) || a.order - b.order)
  }

  shownList(thing: string): string[] {
    return this.pending(thing).map(show)
  }

  create(job: Omit<ModelJob, 'status' | 'targets'> & { readonly targets: readonly string[] }): boolean {
    if (this.job(job.jobId) !== undefined || !this.#areTargets(job.targets)) return false
    const created: ModelJob = { ...job, targets: [...new Set(job.targets)], status: 'IN_PROGRESS' }
    this.jobs.push(created)
    this.#rollOut(created, created.targets)
    return true
  }

  associate(jobId: string, targets: readonly string[]): boolean {
    const job = this.job(jobId)
    if (job?.isContinuous !== true || job.status !== 'IN_PROGRESS' || !this.#areTargets(targets)) return false
    const added = [...new Set(targets)].filter((target) => !job.targets.includes(target))
    job.targets.push(...added)
    this.#rollOut(job, added)
    return true
  }

  startNext(thing: string, stepMinutes: number | undefined): void {
    const [head] = this.pending(thing)
    if (head?.status === 'QUEUED') this.#unit(() => this.#set(head, 'IN_PROGRESS', stepMinutes))
  }

  update(jobId: string, thing: string, status: Status, expectedVersion: number | undefined): boolean {
    const execution = this.latest(jobId, thing)
    if (execution === undefined || !isPending(execution)) return false
    if (expectedVersion !== undefined && expectedVersion !== execution.version) return false
    this.#unit(() => {
      this.#set(execution, status)
      this.#retry(execution)
    })
    return true
  }

  cancelJob(jobId: string, isForced: boolean): boolean {
    const job = this.job(jobId)
    if (job?.status !== 'IN_PROGRESS') return false
    this.#cancel(job, isForced)
    return true
  }

  cancelExecution(jobId: string, thing: string, isForced: boolean): boolean {
    const execution = this.latest(jobId, thing)
    if (execution === undefined || !isPending(execution) || (execution.status === 'IN_PROGRESS' && !isForced)) return false
    this.#unit(() => this.#set(execution, 'CANCELED'))
    return true
  }

  deleteExecution(jobId: string, thing: string, number: number, isForced: boolean): boolean {
    const execution = this.ofJob(jobId).find((candidate) => candidate.thing === thing && candidate.number === number)
    if (execution === undefined || (execution.status === 'IN_PROGRESS' && !isForced)) return false
    this.#unit(() => this.#drop(execution))
    return true
  }

  deleteJob(jobId: string, isForced: boolean): boolean {
    const job = this.job(jobId)
    if (job === undefined || (!isForced && job.status === 'IN_PROGRESS')) return false
    this.jobs.splice(this.jobs.indexOf(job), 1)
    this.#unit(() => {
      for (const execution of this.ofJob(jobId)) this.#drop(execution)
    })
    return true
  }

  join(thing: string, group: string): void {
    this.things.add(thing)
    this.groups.get(group)?.add(thing)
    const groups = this.#groupsOf(thing)
    this.#unit(() => {
      for (const job of this.jobs) {
        const isJoined = job.isContinuous && job.status === 'IN_PROGRESS' && job.targets.some((target) => groups.has(target))
        if (isJoined) this.#queueWhenDue(job, thing)
      }
    })
  }

  leave(thing: string, group: string): void {
    this.groups.get(group)?.delete(thing)
    const covered = new Set([thing, ...this.#groupsOf(thing)])
    this.#unit(() => {
      for (const execution of this.pending(thing)) {
        const job = this.job(execution.jobId)
        if (job?.isContinuous !== true || job.status !== 'IN_PROGRESS') continue
        if (!job.targets.some((target) => covered.has(target))) this.#set(execution, 'REMOVED')
      }
    })
  }

  deleteThing(thing: string): void {
    this.things.delete(thing)
    for (const members of this.groups.values()) members.delete(thing)
    this.#unit(() => {
      for (const execution of this.pending(thing)) this.#set(execution, 'REMOVED')
    })
  }

  advance(byMs: number): void {
    const untilMs = this.nowMs + byMs
    for (;;) {
      const dueMs = Math.min(...this.executions.map((execution) => execution.deadlineMs ?? Infinity))
      if (dueMs > untilMs) break
      this.nowMs = dueMs
      this.#unit(() => {
        const due = this.executions.filter((execution) => execution.deadlineMs === dueMs).sort((a, b) => a.order - b.order)
        for (const execution of due) {
          this.#set(execution, 'TIMED_OUT')
          this.#retry(execution)
        }
      })
    }
    this.nowMs = untilMs
  }

  #areTargets(targets: readonly string[]): boolean {
    return targets.every((target) => this.things.has(target) || this.groups.has(target))
  }

  #membersOf(target: string): string[] {
    const members = this.groups.get(target)
    if (members === undefined) return this.things.has(target) ? [target] : []
    const children = [...this.#parents].filter(([, parent]) => parent === target).map(([child]) => child)
    return [...members, ...children.flatMap((child) => this.#membersOf(child))]
  }

  #groupsOf(thing: string): Set<string> {
    const found = new Set<string>()
    for (const [group, members] of this.groups) {
      if (!members.has(thing)) continue
      for (let name: string | undefined = group; name !== undefined; name = this.#parents.get(name)) found.add(name)
    }
    return found
  }

  #rollOut(job: ModelJob, targets: readonly string[]): void {
    this.#unit(() => {
      for (const thing of new Set(targets.flatMap((target) => this.#membersOf(target)))) this.#queueWhenDue(job, thing)
    })
  }

  #queueWhenDue(job: ModelJob, thing: string): void {
    const latest = this.latest(job.jobId, thing)
    if (latest === undefined || latest.status === 'REMOVED') this.#queue(job, thing, 0)
  }

  #queue(job: ModelJob, thing: string, retryAttempt: number): void {
    const number = (this.latest(job.jobId, thing)?.number ?? 0) + 1
    const order = this.#order++
    this.executions.push({ jobId: job.jobId, thing, number, retryAttempt, order, status: 'QUEUED', version: 1, deadlineMs: undefined })
  }

  #set(execution: ModelExecution, status: Status, stepMinutes?: number): void {
    if (execution.status === 'QUEUED' && status === 'IN_PROGRESS') {
      const minutes = Math.min(stepMinutes ?? Infinity, this.job(execution.jobId)?.timeoutMinutes ?? Infinity)
      execution.deadlineMs = minutes === Infinity ? undefined : this.nowMs + minutes * MINUTE_MS
    }
    execution.status = status
    execution.version++
    if (!isPending(execution)) execution.deadlineMs = undefined
  }

  #drop(execution: ModelExecution): void {
    this.executions.splice(this.executions.indexOf(execution), 1)
  }

  /** Failed and timed-out attempts in a row are tried again while retries are left. */
  #retry(execution: ModelExecution): void {
    const job = this.job(execution.jobId)
    if (job?.status !== 'IN_PROGRESS' || (execution.status !== 'FAILED' && execution.status !== 'TIMED_OUT')) return
    const first = execution.number - execution.retryAttempt
    const failures = this.ofJob(job.jobId).filter(
      ({ thing, number, status }) => thing === execution.thing && number >= first && (status === 'FAILED' || status === 'TIMED_OUT'),
    )
    if (failures.length <= job.retries) this.#queue(job, execution.thing, execution.retryAttempt + 1)
  }

  #cancel(job: ModelJob, isForced: boolean): void {
    job.status = 'CANCELED'
    this.#unit(() => {
      for (const execution of this.ofJob(job.jobId)) {
        if (execution.status === 'QUEUED' || (isForced && execution.status === 'IN_PROGRESS')) this.#set(execution, 'CANCELED')
      }
    })
  }

  /** What happens in one piece: who heard what of it (JOB-500, JOB-501), and what it means for the jobs. */
  #unit(work: () => void): void {
    const things = new Set([...this.things, ...this.executions.map((execution) => execution.thing)])
    const name = (execution: ModelExecution | undefined): string | undefined =>
      execution === undefined ? undefined : `${execution.jobId}#${String(execution.number)}`
    const before = new Map([...things].map((thing) => [thing, this.pending(thing).map(name)]))
    work()
    for (const thing of things) {
      const listBefore = before.get(thing) ?? []
      const list = this.pending(thing)
      const names = list.map(name)
      const isListChanged = [...names].sort().join() !== [...listBefore].sort().join()
      if (isListChanged) this.notifications.push({ thing, kind: 'notify', shows: list.map(show) })
      if (names[0] !== listBefore[0]) this.notifications.push({ thing, kind: 'notify-next', shows: list.slice(0, 1).map(show) })
    }
    for (const job of [...this.jobs]) this.#settle(job)
  }

  #settle(job: ModelJob): void {
    if (job.status !== 'IN_PROGRESS') return
    const executions = this.ofJob(job.jobId)
    const of = (...statuses: Status[]): number => executions.filter(({ status }) => statuses.includes(status)).length
    const executed = of('SUCCEEDED', 'FAILED', 'REJECTED', 'TIMED_OUT')
    if (job.abortsAfter !== undefined && executed >= job.abortsAfter && of('FAILED', 'REJECTED', 'TIMED_OUT') * 2 >= executed) {
      this.#cancel(job, false)
    } else if (!job.isContinuous && of('QUEUED', 'IN_PROGRESS') === 0) job.status = 'COMPLETED'
  }
}
