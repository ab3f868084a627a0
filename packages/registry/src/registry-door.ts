import type { AccountContext, Publisher, Service, ThingGroupSnapshot, ThingSnapshot } from '@iot-core-local/core'
import type { EmptyOutput, InputOf, OutputOf } from './api.js'
import type { EndpointNames, PrincipalDirectory, TaggableResources } from './ports.js'

/** What the registry is built on. */
export interface RegistryDeps extends AccountContext {
  readonly publisher: Publisher
  readonly principals: PrincipalDirectory
  readonly endpoints: EndpointNames
  /** Without it, only thing groups, thing types and billing groups can be tagged; other types answer NotImplementedException. */
  readonly resources?: TaggableResources
}

/** Choices of the user. */
export interface RegistryOptions {
  /** How long a thing type must have been deprecated before it can be deleted (REG-155). Default 300,000 ms; 0 switches the wait off. */
  readonly thingTypeDeletionDelayMs?: number
  /** `strict` refuses `iot:Data` and `iot:Jobs` in DescribeEndpoint, as AWS was seen to do (REG-553). Default `lenient`. */
  readonly retiredEndpointTypes?: 'lenient' | 'strict'
}

/** The types of registry and job events that UpdateEventConfigurations switches (EVT-022). */
export type EventConfigurationType =
  | 'THING'
  | 'THING_GROUP'
  | 'THING_TYPE'
  | 'THING_GROUP_MEMBERSHIP'
  | 'THING_GROUP_HIERARCHY'
  | 'THING_TYPE_ASSOCIATION'
  | 'JOB'
  | 'JOB_EXECUTION'
  | 'POLICY'
  | 'CERTIFICATE'
  | 'CA_CERTIFICATE'

/** One MQTT 5 user property that messages of things of a type carry (REG-157). */
export interface PropagatingAttribute {
  readonly userPropertyKey?: string | undefined
  readonly thingAttribute?: string | undefined
  readonly connectionAttribute?: string | undefined
}

/** The things of the account. */
export interface ThingDirectory {
  exists(thingName: string): boolean
  find(thingName: string): ThingSnapshot | undefined
  /**
   * Every thing by name, from the first one behind `afterThingName` on, read page by page: nothing is held open between the steps.
   * Things created or deleted meanwhile may or may not be seen, all others are, once.
   */
  all(afterThingName?: string): IterableIterator<ThingSnapshot>
  /** Names of the static groups that the thing was added to, without their ancestors, by name. */
  groupsOf(thingName: string): readonly string[]
  /** As `groupsOf`, with dynamic groups. */
  allGroupsOf(thingName: string): readonly string[]
  /** The user properties to add to what the thing's connection publishes; empty for most (REG-158). */
  propagatingAttributesOf(thingName: string): readonly PropagatingAttribute[]
}

/** The thing groups of the account, static and dynamic. */
export interface GroupDirectory {
  /** Whether there is a static or dynamic group of that name. */
  exists(thingGroupName: string): boolean
  find(thingGroupName: string): ThingGroupSnapshot | undefined
  /** Every group, static and dynamic, by name, from the first one behind `afterThingGroupName` on, read page by page. */
  all(afterThingGroupName?: string): IterableIterator<ThingGroupSnapshot>
  isDynamic(thingGroupName: string): boolean
  /** Names of the things in the group, with `recursive` also of those in its descendants; read page by page, each thing once. */
  membersOf(thingGroupName: string, recursive: boolean): IterableIterator<string>
  isMember(thingGroupName: string, thingName: string): boolean
  /** Names of the parent, its parent and so on up to the root. */
  ancestorsOf(thingGroupName: string): readonly string[]
  /** Names of all groups below, by name. */
  descendantsOf(thingGroupName: string): readonly string[]
}

/** The thing that a connection stands for (SEC-601). */
export interface ThingBinding {
  readonly thingName: string
  readonly thingTypeName: string | undefined
  readonly attributes: Readonly<Record<string, string>>
  readonly isExclusive: boolean
}

/** Which principal is attached to which thing, and what a connection stands for. */
export interface Bindings {
  /** The thing of the principal's exclusive attachment, else the thing named like the client id when the principal is attached to it. */
  bindingFor(principalArn: string, clientId: string): ThingBinding | undefined
  exclusiveThingOf(principalArn: string): string | undefined
  hasThings(principalArn: string): boolean
  isAttached(principalArn: string, thingName: string): boolean
  /** Names of the things that the principal is attached to, by name. */
  thingsOf(principalArn: string): readonly string[]
  /** ARNs or Cognito ids of the principals attached to the thing. */
  principalsOf(thingName: string): readonly string[]
}

/** DTG-005. */
export type DynamicGroupStatus = 'BUILDING' | 'REBUILDING' | 'ACTIVE'

/** A dynamic group as stored. */
export interface DynamicGroup extends ThingGroupSnapshot {
  readonly indexName: string
  readonly queryString: string
  readonly queryVersion: string
  readonly status: DynamicGroupStatus
  readonly createdAtMs: number
  /** Greater for each group created: groups of one millisecond have an order too. */
  readonly creationNumber: number
}

/** What CreateDynamicThingGroup asks for, once its query is accepted. */
export interface DynamicGroupInput {
  readonly thingGroupName: string
  readonly thingGroupProperties?: InputOf<'CreateThingGroup'>['thingGroupProperties']
  readonly indexName: string
  readonly queryString: string
  readonly queryVersion: string
  readonly tags?: InputOf<'CreateThingGroup'>['tags']
}

/** What UpdateDynamicThingGroup asks for, once its query is accepted; what is absent stays. */
export interface DynamicGroupUpdate {
  readonly thingGroupName: string
  readonly thingGroupProperties?: InputOf<'CreateThingGroup'>['thingGroupProperties']
  readonly expectedVersion?: number | undefined
  readonly indexName?: string | undefined
  readonly queryString?: string | undefined
  readonly queryVersion?: string | undefined
}

/**
 * The registry keeps dynamic groups because they share the namespace, the lists, the limits and the events of static ones; what their
 * queries mean and who belongs to them is decided by the caller. Each function is one transaction, or a part of the caller's.
 */
export interface DynamicGroups {
  /** Creates a group in status BUILDING. @throws ResourceAlreadyExistsException, LimitExceededException beyond 100 (DTG-004, DTG-016). */
  create(input: DynamicGroupInput): OutputOf<'CreateThingGroup'>
  /** Status becomes REBUILDING when the query changes. @throws ResourceNotFoundException, VersionConflictException, InvalidRequestException on a static group. */
  update(input: DynamicGroupUpdate): { readonly version: number }
  /** Does nothing when there is no such group (DTG-008). @throws VersionConflictException, InvalidRequestException on a static group. */
  delete(input: { readonly thingGroupName: string; readonly expectedVersion?: number | undefined }): void
  setStatus(thingGroupName: string, status: DynamicGroupStatus): void
  find(thingGroupName: string): DynamicGroup | undefined
  /** By name. */
  all(): readonly DynamicGroup[]
  /** Names of the dynamic groups that the thing is in, by name. */
  groupsOf(thingName: string): readonly string[]
  /** Names of up to `limit` members, by name, from behind `afterThingName` on. */
  membersOf(thingGroupName: string, afterThingName: string | undefined, limit: number): readonly string[]
  /** How many groups a thing can be in, static and dynamic together (DTG-012). */
  readonly maxGroupsPerThing: number
  /**
   * Lets a thing join, by the rule of the ten groups: at the limit it pushes the thing out of a newer dynamic group, or is refused (DTG-012).
   * Returns whether the thing is a member now. False also for an unknown thing or group.
   */
  addMember(thingGroupName: string, thingName: string): boolean
  removeMember(thingGroupName: string, thingName: string): void
}

/** Tags of any resource of the account, by its ARN. */
export interface Tags {
  of(resourceArn: string): readonly { readonly Key: string; readonly Value: string }[]
  /** Adds tags; those of the same key are replaced. @throws InvalidRequestException, LimitExceededException beyond 50 (REG-532). */
  add(resourceArn: string, tags: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[]): void
  /** Forgets all tags of a resource that goes away. */
  removeAll(resourceArn: string): void
}

/** Things, types, groups, billing groups, principals of things, tags, event configurations, endpoints and the registry's events. */
export interface Registry extends Service {
  readonly things: ThingDirectory
  readonly groups: GroupDirectory
  readonly dynamicGroups: DynamicGroups
  readonly bindings: Bindings
  readonly tags: Tags
  /** Whether UpdateEventConfigurations switched a type of {@link EventConfigurationType} on. Costs one look into memory. */
  isEventEnabled(eventType: string): boolean

  // The middle of the operations of the same name: one transaction, or a part of the caller's.
  createThing(input: InputOf<'CreateThing'>): OutputOf<'CreateThing'>
  updateThing(input: InputOf<'UpdateThing'>): EmptyOutput
  deleteThing(input: InputOf<'DeleteThing'>): EmptyOutput
  attachThingPrincipal(input: InputOf<'AttachThingPrincipal'>): EmptyOutput
  detachThingPrincipal(input: InputOf<'DetachThingPrincipal'>): EmptyOutput
  addThingToThingGroup(input: InputOf<'AddThingToThingGroup'>): EmptyOutput
  removeThingFromThingGroup(input: InputOf<'RemoveThingFromThingGroup'>): EmptyOutput
  addThingToBillingGroup(input: InputOf<'AddThingToBillingGroup'>): EmptyOutput
  removeThingFromBillingGroup(input: InputOf<'RemoveThingFromBillingGroup'>): EmptyOutput
}
