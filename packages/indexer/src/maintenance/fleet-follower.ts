import type { AccountContext, ConnectionView } from '@iot-core-local/core'
import type { Memberships } from '../dynamic-groups/memberships.js'
import { GROUPS, type IndexName, THINGS } from '../index-name.js'
import type { Connectivity, FleetSource } from '../ports.js'
import type { GroupDocuments } from './group-documents.js'
import type { IndexStates } from './index-states.js'
import type { IndexTransaction } from './index-transaction.js'
import type { ThingDocuments } from './thing-documents.js'

export interface FleetFollowerDeps {
  readonly account: Pick<AccountContext, 'events' | 'timers'>
  readonly source: FleetSource
  readonly states: IndexStates
  readonly things: ThingDocuments
  readonly groups: GroupDocuments
  readonly memberships: Memberships
  readonly transaction: IndexTransaction
  /** Takes a deleted group's name out of the documents that have it. */
  readonly forgetGroup: (thingGroupName: string) => void
}

/** Applies domain events to the indexes as they come: no read of the fleet but for what an event does not carry. */
export class FleetFollower {
  readonly #deps: FleetFollowerDeps
  readonly #stops: (() => void)[] = []

  constructor(deps: FleetFollowerDeps) {
    this.#deps = deps
  }

  start(): void {
    this.#followThings()
    this.#followGroups()
    this.#followShadows()
    this.#followConnections()
  }

  close(): void {
    for (const stop of this.#stops.splice(0)) stop()
  }

  #apply(index: IndexName, work: () => void): void {
    if (this.#deps.states.of(index).status !== 'OFF') this.#deps.transaction(work)
  }

  #followThings(): void {
    const { account, things } = this.#deps
    this.#stops.push(
      account.events.on('thing.created', ({ thing }) => this.#apply(THINGS, () => things.putThing(thing))),
      account.events.on('thing.updated', ({ thing }) => this.#apply(THINGS, () => things.putRegistry(thing))),
      account.events.on('thing.billingGroupChanged', ({ thing }) => this.#apply(THINGS, () => things.putRegistry(thing))),
      account.events.on('thing.deleted', ({ thing }) => this.#apply(THINGS, () => things.remove(thing.thingName))),
    )
  }

  #followGroups(): void {
    const { account, things, groups, memberships } = this.#deps
    this.#stops.push(
      account.events.on('thingGroup.memberAdded', ({ thingName }) => this.#apply(THINGS, () => things.refreshGroups(thingName))),
      account.events.on('thingGroup.memberRemoved', ({ thingName, thingGroupName }) =>
        this.#apply(THINGS, () => {
          things.refreshGroups(thingName)
          memberships.left(thingName, thingGroupName)
        }),
      ),
      account.events.on('thingGroup.created', ({ group }) => this.#apply(GROUPS, () => groups.put(group))),
      account.events.on('thingGroup.updated', ({ group }) => this.#apply(GROUPS, () => groups.put(group))),
      account.events.on('thingGroup.deleted', ({ group }) => {
        this.#apply(GROUPS, () => groups.remove(group.thingGroupName))
        if (this.#deps.states.things.status !== 'OFF') this.#deps.forgetGroup(group.thingGroupName)
      }),
    )
  }

  #followShadows(): void {
    const { account, things } = this.#deps
    this.#stops.push(
      account.events.on('shadow.updated', ({ thingName, shadowName, current }) =>
        this.#apply(THINGS, () => things.setShadow(thingName, shadowName, current)),
      ),
      account.events.on('shadow.deleted', ({ thingName, shadowName }) =>
        this.#apply(THINGS, () => things.setShadow(thingName, shadowName, undefined)),
      ),
    )
  }

  /** A connection is the thing's whose name is the client id (IDX-051). */
  #followConnections(): void {
    const { account } = this.#deps
    this.#stops.push(
      account.events.on('connection.opened', ({ connection, versionNumber }) => {
        const opened = this.#opened(connection, versionNumber)
        this.#apply(THINGS, () => this.#deps.things.setConnectivity(connection.clientId, opened))
      }),
      account.events.on('connection.closed', ({ connection, versionNumber, disconnectReason }) => {
        const ended = { isConnected: false, timestampMs: account.timers.now(), disconnectReason, versionNumber }
        this.#apply(THINGS, () => {
          const before = this.#deps.things.connectivityOf(connection.clientId)
          // The end of a session that another one took over is old news.
          if (before?.isConnected === true && versionNumber < (before.versionNumber ?? 0)) return
          const session = before ?? this.#opened(connection, versionNumber)
          this.#deps.things.setConnectivity(connection.clientId, { ...session, ...ended })
        })
      }),
    )
  }

  /** The event says who and when; keep-alive, expiry and socket are known where the session is. */
  #opened(connection: ConnectionView, versionNumber: number): Connectivity {
    const known = this.#deps.source.connectionOf(connection.clientId)
    const details = known?.isConnected === true ? known : undefined
    return {
      sourceIp: connection.sourceIp,
      ...details,
      isConnected: true,
      timestampMs: connection.connectedAtMs,
      clientId: connection.clientId,
      isCleanSession: connection.isCleanSession,
      versionNumber,
    }
  }
}
