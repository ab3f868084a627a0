import {
  resourceAlreadyExists,
  resourceNotFound,
  type ConnectionView,
  type ShadowSnapshot,
  type ThingGroupSnapshot,
  type ThingSnapshot,
} from '@iot-core-local/core'
import { createTestAccount, type TestAccount, type TestAccountOptions } from '@iot-core-local/core/testing'
import { onTestFinished } from 'vitest'
import { type Connectivity, createIndexer, type DynamicGroup, type DynamicGroups, type FleetSource, type Indexer } from '../src/index.js'

/** A fleet in memory that says what happens to it, as the other services do. */
export class Fleet implements FleetSource {
  readonly #account: TestAccount
  readonly #things = new Map<string, ThingSnapshot>()
  readonly #groups = new Map<string, ThingGroupSnapshot>()
  readonly #members = new Map<string, string[]>()
  readonly #shadows = new Map<string, Map<string | undefined, ShadowSnapshot>>()
  readonly #connections = new Map<string, Connectivity>()
  readonly #dynamic = new Map<string, DynamicGroup>()
  #creations = 0

  constructor(account: TestAccount) {
    this.#account = account
  }

  things(after: string | undefined): Iterable<ThingSnapshot> {
    return inOrder(this.#things, after)
  }

  findThing(name: string): ThingSnapshot | undefined {
    return this.#things.get(name)
  }

  groupsOf(name: string): readonly string[] {
    return this.#members.get(name) ?? []
  }

  shadowsOf(name: string): { shadowName: string | undefined; snapshot: ShadowSnapshot }[] {
    return [...(this.#shadows.get(name) ?? [])].map(([shadowName, snapshot]) => ({ shadowName, snapshot }))
  }

  connectionOf(name: string): Connectivity | undefined {
    return this.#connections.get(name)
  }

  thingGroups(after: string | undefined): Iterable<ThingGroupSnapshot> {
    return inOrder(this.#groups, after)
  }

  findThingGroup(name: string): ThingGroupSnapshot | undefined {
    return this.#groups.get(name)
  }

  putThing(thingName: string, members: Partial<ThingSnapshot> = {}): void {
    const previous = this.#things.get(thingName)
    const thing: ThingSnapshot = {
      thingName,
      thingId: previous?.thingId ?? this.#account.ids.uuid(),
      thingTypeName: undefined,
      billingGroupName: undefined,
      attributes: {},
      version: (previous?.version ?? 0) + 1,
      ...members,
    }
    this.#things.set(thingName, thing)
    this.#account.events.publish(previous === undefined ? { type: 'thing.created', thing } : { type: 'thing.updated', thing, previous })
  }

  deleteThing(thingName: string): void {
    const thing = this.#things.get(thingName)
    if (thing === undefined) return
    this.#things.delete(thingName)
    this.#members.delete(thingName)
    this.#account.events.publish({ type: 'thing.deleted', thing })
  }

  putGroup(thingGroupName: string, members: Partial<ThingGroupSnapshot> = {}): void {
    const previous = this.#groups.get(thingGroupName)
    const group: ThingGroupSnapshot = {
      thingGroupName,
      thingGroupId: previous?.thingGroupId ?? this.#account.ids.uuid(),
      parentGroupName: undefined,
      version: 1,
      description: undefined,
      attributes: {},
      ...members,
    }
    this.#groups.set(thingGroupName, group)
    this.#account.events.publish(
      previous === undefined ? { type: 'thingGroup.created', group } : { type: 'thingGroup.updated', group, previous },
    )
  }

  /** From here on the source knows open connections only. */
  forgetConnection(clientId: string): void {
    this.#connections.delete(clientId)
  }

  deleteGroup(thingGroupName: string): void {
    const group = this.#groups.get(thingGroupName)
    if (group === undefined) return
    this.#groups.delete(thingGroupName)
    for (const [name, groups] of this.#members) {
      this.#members.set(
        name,
        groups.filter((other) => other !== thingGroupName),
      )
    }
    this.#account.events.publish({ type: 'thingGroup.deleted', group })
  }

  /** A thing in as many groups as it can be leaves its newest dynamic one, as with `overrideDynamicGroups`. */
  join(thingName: string, thingGroupName: string): void {
    this.#account.store.transaction(() => {
      const newest = this.groupsOf(thingName).length >= this.dynamicGroups.maxGroupsPerThing ? this.#newestOf(thingName) : undefined
      if (newest !== undefined) this.leave(thingName, newest.thingGroupName)
      this.#members.set(thingName, [...this.groupsOf(thingName), thingGroupName])
      this.#account.events.publish({ type: 'thingGroup.memberAdded', thingName, thingGroupName })
    })
  }

  leave(thingName: string, thingGroupName: string): void {
    this.#members.set(
      thingName,
      this.groupsOf(thingName).filter((name) => name !== thingGroupName),
    )
    this.#account.events.publish({ type: 'thingGroup.memberRemoved', thingName, thingGroupName })
  }

  putShadow(thingName: string, state: { desired?: unknown; reported?: unknown }, shadowName?: string, metadata: object = {}): void {
    const shadows = this.#shadows.get(thingName) ?? new Map<string | undefined, ShadowSnapshot>()
    const previous = shadows.get(shadowName)
    const current = {
      state,
      metadata,
      version: (previous?.version ?? 0) + 1,
      timestampSeconds: Math.floor(this.#account.timers.now() / 1000),
    }
    this.#shadows.set(thingName, shadows.set(shadowName, current))
    this.#account.events.publish({ type: 'shadow.updated', thingName, shadowName, previous, current, clientToken: undefined })
  }

  deleteShadow(thingName: string, shadowName?: string): void {
    this.#shadows.get(thingName)?.delete(shadowName)
    this.#account.events.publish({ type: 'shadow.deleted', thingName, shadowName, version: 1 })
  }

  /** The dynamic groups, as who keeps groups keeps them. */
  readonly dynamicGroups: DynamicGroups & { maxGroupsPerThing: number } = {
    maxGroupsPerThing: 10,
    create: ({ thingGroupName, queryString, queryVersion }) => {
      if (this.#groups.has(thingGroupName)) throw resourceAlreadyExists('there', { resourceId: thingGroupName, resourceArn: '' })
      this.putGroup(thingGroupName)
      this.#dynamic.set(thingGroupName, {
        thingGroupName,
        queryString,
        queryVersion,
        status: 'BUILDING',
        creationNumber: ++this.#creations,
      })
      return { thingGroupName, thingGroupArn: this.#account.arns.thingGroup(thingGroupName), thingGroupId: this.#account.ids.uuid() }
    },
    update: ({ thingGroupName, queryString }) => {
      const before = this.#dynamic.get(thingGroupName)
      const group = this.#groups.get(thingGroupName)
      if (before === undefined || group === undefined) throw resourceNotFound()
      const isNew = queryString !== undefined && queryString !== before.queryString
      this.#dynamic.set(thingGroupName, isNew ? { ...before, queryString, status: 'REBUILDING' } : before)
      this.putGroup(thingGroupName, { version: group.version + 1 })
      return { version: group.version + 1 }
    },
    delete: ({ thingGroupName }) => {
      const members = this.membersOf(thingGroupName)
      this.#dynamic.delete(thingGroupName)
      this.deleteGroup(thingGroupName)
      for (const thingName of members) this.#account.events.publish({ type: 'thingGroup.memberRemoved', thingName, thingGroupName })
    },
    find: (thingGroupName) => this.#dynamic.get(thingGroupName),
    all: () => [...this.#dynamic.values()],
    setStatus: (thingGroupName, status) => {
      const group = this.#dynamic.get(thingGroupName)
      if (group !== undefined) this.#dynamic.set(thingGroupName, { ...group, status })
    },
    groupsOf: (thingName) => this.groupsOf(thingName).filter((name) => this.#dynamic.has(name)),
    membersOf: (thingGroupName, after, limit) =>
      this.membersOf(thingGroupName)
        .filter((name) => after === undefined || name > after)
        .slice(0, limit),
    addMember: (thingGroupName, thingName) => {
      const group = this.#dynamic.get(thingGroupName)
      if (group === undefined || !this.#things.has(thingName)) return false
      if (this.groupsOf(thingName).length >= this.dynamicGroups.maxGroupsPerThing) {
        const newest = this.#newestOf(thingName)
        if (newest === undefined || newest.creationNumber < group.creationNumber) return false
        this.leave(thingName, newest.thingGroupName)
      }
      this.join(thingName, thingGroupName)
      return true
    },
    removeMember: (thingGroupName, thingName) => this.leave(thingName, thingGroupName),
  }

  #newestOf(thingName: string): DynamicGroup | undefined {
    const groups = this.groupsOf(thingName).flatMap((name) => this.#dynamic.get(name) ?? [])
    return groups.sort((a, b) => b.creationNumber - a.creationNumber)[0]
  }

  /** Names of the members, in order. */
  membersOf(thingGroupName: string): string[] {
    return [...this.#members].flatMap(([name, groups]) => (groups.includes(thingGroupName) ? [name] : [])).sort()
  }

  /** A record that was there before. */
  seedConnectivity(clientId: string, connectivity: Connectivity): void {
    this.#connections.set(clientId, connectivity)
  }

  connect(clientId: string, details: Partial<Connectivity> = {}): void {
    const versionNumber = (this.#connections.get(clientId)?.versionNumber ?? -1) + 1
    const connection = this.#view(clientId, details)
    const { sourceIp, isCleanSession, connectedAtMs: timestampMs } = connection
    this.#connections.set(clientId, { clientId, sourceIp, isCleanSession, isConnected: true, timestampMs, versionNumber, ...details })
    this.#account.events.publish({ type: 'connection.opened', connection, versionNumber })
  }

  disconnect(clientId: string, disconnectReason: string, versionNumber?: number): void {
    const before = this.#connections.get(clientId)
    const number = versionNumber ?? before?.versionNumber ?? 0
    if (versionNumber === undefined)
      this.#connections.set(clientId, { ...before, isConnected: false, timestampMs: this.#account.timers.now(), disconnectReason })
    this.#account.events.publish({
      type: 'connection.closed',
      connection: this.#view(clientId, before ?? {}),
      versionNumber: number,
      disconnectReason,
      isClientInitiated: disconnectReason === 'CLIENT_INITIATED_DISCONNECT',
    })
  }

  #view(clientId: string, details: Partial<Connectivity>): ConnectionView {
    return {
      sessionId: this.#account.ids.uuid(),
      clientId,
      principal: this.#account.call.principal,
      sourceIp: details.sourceIp ?? '127.0.0.1',
      transport: 'mqtts',
      protocolVersion: 4,
      isCleanSession: details.isCleanSession ?? true,
      connectedAtMs: this.#account.timers.now(),
    }
  }
}

function inOrder<T>(items: ReadonlyMap<string, T>, after: string | undefined): T[] {
  const names = [...items.keys()].sort()
  return names.flatMap((name) => {
    const item = items.get(name)
    return item === undefined || (after !== undefined && name <= after) ? [] : [item]
  })
}

export interface Bench {
  readonly account: TestAccount
  readonly fleet: Fleet
  /** Ends the index and makes it anew on the same store; `whileDown` happens unseen. A crash leaves what was not written in order. */
  readonly restart: (options?: { readonly isCrash?: boolean; readonly whileDown?: () => void }) => Promise<void>
  /** Calls an operation by name and gives its output as plain members. */
  readonly call: (operation: string, input: object) => Promise<Record<string, unknown>>
  /** Updates the configuration of things and waits for ACTIVE. */
  readonly indexThings: (configuration: object) => Promise<void>
  /** Names of the things that a query finds, sorted. */
  readonly find: (queryString: string) => Promise<string[]>
}

export function useFleet(options: TestAccountOptions = {}): Bench {
  const account = createTestAccount(options)
  const fleet = new Fleet(account)
  const start = (): Indexer => {
    const made = createIndexer({ ...account, source: fleet, dynamicGroups: fleet.dynamicGroups })
    made.start()
    return made
  }
  let indexer = start()
  onTestFinished(async () => {
    await indexer.close()
    account.close()
  })
  const call = async (operation: string, input: object): Promise<Record<string, unknown>> => {
    const handlers = indexer.operations.iot as Record<string, (input: object, call: unknown) => unknown>
    const handler = handlers[operation]
    if (handler === undefined) throw new Error(`The indexer has no ${operation}.`)
    return (await handler(input, account.call)) as Record<string, unknown>
  }
  return {
    account,
    fleet,
    restart: async ({ isCrash = false, whileDown } = {}) => {
      await indexer.close()
      if (isCrash) account.store.db.exec('UPDATE indexer_indexes SET is_current = 0')
      whileDown?.()
      indexer = start()
    },
    call,
    indexThings: async (configuration) => {
      await call('UpdateIndexingConfiguration', { thingIndexingConfiguration: configuration })
      await account.timers.advance(1000)
    },
    find: async (queryString) => {
      const { things } = await call('SearchIndex', { queryString })
      return (things as { thingName: string }[]).map(({ thingName }) => thingName).sort()
    },
  }
}
