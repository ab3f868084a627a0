import type { ShadowSnapshot, ThingGroupSnapshot, ThingSnapshot } from '@iot-core-local/core'

/** What is known of the connection of the client whose id is the thing's name (IDX-051). */
export interface Connectivity {
  readonly isConnected: boolean
  /** When it connected, or disconnected, in epoch milliseconds. */
  readonly timestampMs: number
  /** Why it disconnected; absent while connected (IDX-066, IDX-070). */
  readonly disconnectReason?: string
  readonly clientId?: string
  /** Counts connections and disconnections of the client id. */
  readonly versionNumber?: number
  readonly keepAliveSeconds?: number
  readonly isCleanSession?: boolean
  readonly sessionExpirySeconds?: number
  readonly sourceIp?: string
  readonly sourcePort?: number
  readonly targetIp?: string
  readonly targetPort?: number
  readonly vpcEndpointId?: string
}

export interface NamedShadow {
  /** Undefined for the classic shadow. */
  readonly shadowName: string | undefined
  readonly snapshot: ShadowSnapshot
}

/**
 * The fleet as the other services hold it, read when an index is built. Afterwards the index follows domain events; it comes back here only
 * for what an event does not carry (the shadows of a thing that is registered after them, the session details of a new connection).
 */
export interface FleetSource {
  /**
   * Things in ascending order of name (by code point), starting behind `afterThingName`; from the first when it is undefined.
   * The reader stops early and asks again from where it stopped, so the iterable must hold nothing open once it is left.
   */
  things(afterThingName: string | undefined): Iterable<ThingSnapshot>
  findThing(thingName: string): ThingSnapshot | undefined
  /** Names of the thing groups, static and dynamic, that the thing is directly in. Billing groups come from the snapshot. */
  groupsOf(thingName: string): readonly string[]
  /** The classic and all named shadows of the thing. */
  shadowsOf(thingName: string): Iterable<NamedShadow>
  /** The open connection of the client of that name, or what is known of its last one; undefined when nothing is. The index keeps the last one itself. */
  connectionOf(thingName: string): Connectivity | undefined
  /** Thing groups in ascending order of name, behind `afterThingGroupName`; see {@link FleetSource.things}. */
  thingGroups(afterThingGroupName: string | undefined): Iterable<ThingGroupSnapshot>
  findThingGroup(thingGroupName: string): ThingGroupSnapshot | undefined
}
