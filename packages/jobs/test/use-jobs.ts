import { type Call, serviceModels, ServiceError, TopicRouter, type TopicHandler, type TopicReply } from '@iot-core-local/core'
import { createTestAccount, type TestAccount, type TestAccountOptions } from '@iot-core-local/core/testing'
import { onTestFinished } from 'vitest'
import { type CatalogedVersion, createJobs, type Jobs, type JobObjects, type JobsOptions, type ThingLookup } from '../src/index.js'

export interface Message {
  readonly topic: string
  readonly to: TopicReply['to']
  readonly payload: unknown
}

export interface JobsSetup {
  readonly things?: readonly string[]
  readonly groups?: Readonly<Record<string, readonly string[]>>
  /** Child group to parent group. */
  readonly parents?: Readonly<Record<string, string>>
  readonly events?: readonly string[]
  readonly account?: TestAccountOptions
  readonly options?: JobsOptions
  /** Contents by `bucket/key`. */
  readonly objects?: Readonly<Record<string, string | Uint8Array>>
  readonly catalog?: TestCatalog
}

/** What the software package catalog holds; a test may change it as it goes. */
export class TestCatalog {
  /** By `package:version`. */
  readonly versions = new Map<string, CatalogedVersion>()
  readonly defaults = new Map<string, string>()
  isVersionUpdateEnabled = true
  /** What was reported in shadows. */
  readonly reports: unknown[] = []
  /** What the shadow service answers. */
  refusal: ServiceError | undefined

  constructor(versions: Readonly<Record<string, Partial<CatalogedVersion>>> = {}) {
    for (const [name, version] of Object.entries(versions))
      this.versions.set(name, { status: 'PUBLISHED', attributes: {}, artifact: undefined, ...version })
  }
}

/** Things and groups in memory, with the registry's events. */
export class TestThings implements ThingLookup {
  readonly names: Set<string>
  readonly groups: Map<string, Set<string>>
  readonly parents: Map<string, string>

  constructor(setup: JobsSetup) {
    this.names = new Set(setup.things ?? [])
    this.groups = new Map(Object.entries(setup.groups ?? {}).map(([name, members]) => [name, new Set(members)]))
    this.parents = new Map(Object.entries(setup.parents ?? {}))
    for (const members of this.groups.values()) for (const member of members) this.names.add(member)
  }

  exists(thingName: string): boolean {
    return this.names.has(thingName)
  }

  groupExists(thingGroupName: string): boolean {
    return this.groups.has(thingGroupName)
  }

  groupIdOf(thingGroupName: string): string | undefined {
    return this.groups.has(thingGroupName) ? `id-of-${thingGroupName}` : undefined
  }

  *membersOf(thingGroupName: string): IterableIterator<string> {
    yield* this.groups.get(thingGroupName) ?? []
    for (const [child, parent] of this.parents) if (parent === thingGroupName) yield* this.membersOf(child)
  }

  groupsOf(thingName: string): readonly string[] {
    const found: string[] = []
    for (const [group, members] of this.groups) {
      if (!members.has(thingName)) continue
      for (let name: string | undefined = group; name !== undefined; name = this.parents.get(name)) found.push(name)
    }
    return found
  }
}

/** Objects in memory. A presigned URL shows what it was asked for. */
function testObjects(account: TestAccount, contents: Readonly<Record<string, string | Uint8Array>>): JobObjects {
  return {
    read: (bucket, key, maxBytes) => {
      const content = contents[`${bucket}/${key}`]
      if (content === undefined) return Promise.reject(new Error(`there is no ${bucket}/${key}`))
      const bytes = Buffer.from(content)
      return bytes.length > maxBytes ? Promise.reject(new Error('it is too large')) : Promise.resolve(bytes)
    },
    presign: ({ method, bucket, key, versionId, region, expiresSeconds }) => {
      const query = new URLSearchParams({ at: String(account.timers.now()), expires: String(expiresSeconds), region: region ?? '' })
      if (versionId !== undefined) query.set('version', versionId)
      return `${method}:${bucket}/${key}?${query.toString()}`
    },
  }
}

/** A jobs service on an account of its own, with its own clean-up. */
export function useJobs(setup: JobsSetup = {}) {
  const things = new TestThings(setup)
  const account = createTestAccount(setup.account)
  const enabled = new Set(setup.events ?? [])
  /** What the registry would keep. */
  const tags = new Map<string, unknown>()
  const catalog = setup.catalog ?? new TestCatalog()
  const jobs = createJobs(
    {
      ...account,
      things,
      objects: testObjects(account, setup.objects ?? {}),
      eventSwitches: { isEventEnabled: (eventType) => enabled.has(eventType) },
      tags: { add: (arn, list) => void tags.set(arn, list), removeAll: (arn) => void tags.delete(arn) },
      catalog: {
        defaultVersionOf: (packageName) => catalog.defaults.get(packageName),
        find: (packageName, versionName) => catalog.versions.get(`${packageName}:${versionName}`),
        isVersionUpdateEnabled: () => catalog.isVersionUpdateEnabled,
      },
      shadows: {
        report: (...report) => {
          if (catalog.refusal !== undefined) throw catalog.refusal
          catalog.reports.push(report)
        },
      },
    },
    setup.options ?? {},
  )
  jobs.start()
  let isClosed = false
  const close = async (): Promise<void> => {
    if (isClosed) return
    isClosed = true
    await jobs.close()
    account.close()
  }
  onTestFinished(close)
  const crash = (): void => {
    isClosed = true
    account.close()
  }
  return new JobsHarness(account, jobs, things, tags, { close, crash })
}

export class JobsHarness {
  readonly account: TestAccount
  readonly jobs: Jobs
  readonly things: TestThings
  readonly tags: ReadonlyMap<string, unknown>
  readonly close: () => Promise<void>
  /** Ends without a word, as a killed process does. */
  readonly crash: () => void
  readonly iot: NonNullable<Jobs['operations']['iot']>
  readonly data: NonNullable<Jobs['operations']['iot-jobs-data']>
  readonly #router = new TopicRouter<TopicHandler>()
  readonly #answered: Message[] = []
  #publishedSeen = 0

  constructor(
    account: TestAccount,
    jobs: Jobs,
    things: TestThings,
    tags: ReadonlyMap<string, unknown>,
    ends: Pick<JobsHarness, 'close' | 'crash'>,
  ) {
    this.account = account
    this.jobs = jobs
    this.things = things
    this.tags = tags
    this.close = ends.close
    this.crash = ends.crash
    this.iot = jobs.operations.iot ?? {}
    this.data = jobs.operations['iot-jobs-data'] ?? {}
    for (const handler of jobs.topics) this.#router.add(handler.pattern, handler)
  }

  /** Calls a control-plane operation; the answer as JSON would show it. */
  async call(operation: string, input: object): Promise<unknown> {
    return this.#call('iot', operation, input)
  }

  async callData(operation: string, input: object): Promise<unknown> {
    return this.#call('iot-jobs-data', operation, input)
  }

  /** The name, status and message of the error an operation answers with. */
  async refusal(service: 'iot' | 'iot-jobs-data', operation: string, input: object) {
    try {
      await this.#call(service, operation, input)
    } catch (error) {
      if (error instanceof ServiceError) return { name: error.name, status: error.status, message: error.message, members: error.members }
      throw error
    }
    return undefined
  }

  async #call(service: 'iot' | 'iot-jobs-data', operation: string, input: object): Promise<unknown> {
    const handlers: Readonly<Record<string, unknown>> = { ...this.jobs.operations[service] }
    const handler = handlers[operation]
    if (typeof handler !== 'function')
      throw new Error(`No ${operation} in ${service}: ${String(operation in serviceModels[service].operations)}`)
    const output: unknown = await (handler as (input: object, call: Call) => unknown)(input, this.account.call)
    await this.account.timers.rest()
    return JSON.parse(JSON.stringify(output, withSeconds)) as unknown
  }

  /** Publishes as a device; what comes of it is in `take`. */
  async publish(topic: string, payload: object | string): Promise<readonly TopicReply[]> {
    const match = this.#router.find(topic)
    if (match === undefined) throw new Error(`Nobody answers ${topic}.`)
    const bytes = Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload))
    const replies = await match.target.handle({ topic, params: match.params, payload: bytes, qos: 1, call: this.account.mqttCall('dev') })
    for (const reply of replies) {
      const text = typeof reply.payload === 'string' ? reply.payload : Buffer.from(reply.payload).toString('utf8')
      this.#answered.push({ topic: reply.topic, to: reply.to, payload: JSON.parse(text) as unknown })
    }
    await this.account.timers.rest()
    return replies
  }

  /** All messages since the last look: answers first. */
  take(): Message[] {
    const published = this.account.published
      .slice(this.#publishedSeen)
      .map((message): Message => ({ topic: message.topic, to: 'subscribers', payload: JSON.parse(message.payload) as unknown }))
    this.#publishedSeen = this.account.published.length
    return [...this.#answered.splice(0), ...published]
  }

  /** The payloads on one topic since the last look; the rest is forgotten. */
  takeOn(topic: string): unknown[] {
    return this.take()
      .filter((message) => message.topic === topic)
      .map((message) => message.payload)
  }

  async createJob(jobId: string, targets: readonly string[], more: object = {}): Promise<unknown> {
    return this.call('CreateJob', { jobId, targets, document: '{"operation":"test"}', ...more })
  }

  thing(name: string): string {
    return this.account.arns.thing(name)
  }

  group(name: string): string {
    return this.account.arns.thingGroup(name)
  }

  async join(thingName: string, thingGroupName: string): Promise<void> {
    this.things.names.add(thingName)
    this.things.groups.get(thingGroupName)?.add(thingName)
    this.account.events.publish({ type: 'thingGroup.memberAdded', thingGroupName, thingName })
    await this.account.timers.rest()
  }

  async leave(thingName: string, thingGroupName: string): Promise<void> {
    this.things.groups.get(thingGroupName)?.delete(thingName)
    this.account.events.publish({ type: 'thingGroup.memberRemoved', thingGroupName, thingName })
    await this.account.timers.rest()
  }

  async deleteThing(thingName: string): Promise<void> {
    this.things.names.delete(thingName)
    for (const members of this.things.groups.values()) members.delete(thingName)
    const thing = { thingName, thingId: 't', thingTypeName: undefined, billingGroupName: undefined, attributes: {}, version: 1 }
    this.account.events.publish({ type: 'thing.deleted', thing })
    await this.account.timers.rest()
  }

  /** The status of the latest execution, as the control plane tells. */
  async statusOf(jobId: string, thingName: string): Promise<unknown> {
    return at(await this.call('DescribeJobExecution', { jobId, thingName }), 'execution.status')
  }
}

/** The value at a path of members. */
export function at(value: unknown, path: string): unknown {
  let found = value
  for (const name of path.split('.')) {
    if (typeof found !== 'object' || found === null) return undefined
    found = (found as Readonly<Record<string, unknown>>)[name]
  }
  return found
}

/** Times of the control plane as the wire shows them: epoch seconds with milliseconds (JOB section 11). */
function withSeconds(this: unknown, key: string, value: unknown): unknown {
  const own = at(this, key)
  return own instanceof Date ? own.getTime() / 1_000 : value
}
