import type { IotOperations, ShadowSnapshot, ThingGroupSnapshot, ThingSnapshot, Validated } from '@iot-core-local/core'

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

type CreateInput = Validated<IotOperations['CreateDynamicThingGroup']['input']>

/** A dynamic group as it is kept. */
export interface DynamicGroup {
  readonly thingGroupName: string
  readonly queryString: string
  readonly queryVersion: string
  readonly status: 'BUILDING' | 'REBUILDING' | 'ACTIVE'
  /** Greater for each group created: at a thing's limit of groups the older one wins (DTG-012). */
  readonly creationNumber: number
}

/** What CreateDynamicThingGroup asks for, its query read and its defaults filled in. */
export interface DynamicGroupInput {
  readonly thingGroupName: string
  readonly thingGroupProperties?: CreateInput['thingGroupProperties']
  readonly indexName: string
  readonly queryString: string
  readonly queryVersion: string
  readonly tags?: CreateInput['tags']
}

/** What UpdateDynamicThingGroup asks for; what is absent stays. */
export interface DynamicGroupUpdate {
  readonly thingGroupName: string
  readonly thingGroupProperties?: CreateInput['thingGroupProperties']
  readonly expectedVersion?: number | undefined
  readonly indexName?: string | undefined
  readonly queryString?: string | undefined
  readonly queryVersion?: string | undefined
}

/**
 * Dynamic thing groups where groups are kept: names, versions, limits, events and members. What a query means, and so who is a member, is
 * decided here. Each function is one transaction, or a part of the caller's.
 */
export interface DynamicGroups {
  /** In status BUILDING. @throws ResourceAlreadyExistsException, LimitExceededException beyond 100, InvalidRequestException. */
  create(input: DynamicGroupInput): {
    readonly thingGroupName?: string | undefined
    readonly thingGroupArn?: string | undefined
    readonly thingGroupId?: string | undefined
  }
  /** Status becomes REBUILDING when the query changes. @throws ResourceNotFoundException, VersionConflictException, InvalidRequestException on a static group. */
  update(input: DynamicGroupUpdate): { readonly version: number }
  /** Does nothing when there is no such group. @throws VersionConflictException, InvalidRequestException on a static group. */
  delete(input: { readonly thingGroupName: string; readonly expectedVersion?: number | undefined }): void
  find(thingGroupName: string): DynamicGroup | undefined
  all(): readonly DynamicGroup[]
  setStatus(thingGroupName: string, status: DynamicGroup['status']): void
  /** Names of the dynamic groups that the thing is in. */
  groupsOf(thingName: string): readonly string[]
  /** Names of up to `limit` members in ascending order, behind `afterThingName`; from the first when it is undefined. */
  membersOf(thingGroupName: string, afterThingName: string | undefined, limit: number): readonly string[]
  /** Lets the thing join; at its limit of groups it may push the thing out of a newer dynamic group, or refuse. Returns whether it is a member now. */
  addMember(thingGroupName: string, thingName: string): boolean
  removeMember(thingGroupName: string, thingName: string): void
  /** The limit of groups of a thing, static and dynamic together. */
  readonly maxGroupsPerThing: number
}
