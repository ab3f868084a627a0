/** What jobs ask of the registry. */
export interface ThingLookup {
  exists(thingName: string): boolean
  /** Static and dynamic groups. */
  groupExists(thingGroupName: string): boolean
  /**
   * The things in a group and in the groups below it (JOB-114). It is read in stretches with other work in between,
   * so it must not hold a database statement open from one step to the next. Names may come twice.
   */
  membersOf(thingGroupName: string): IterableIterator<string>
  /** The groups that the thing is in: static groups, the groups above them, and dynamic groups. Names may come twice. */
  groupsOf(thingName: string): Iterable<string>
}

/** Which `$aws/events` messages the account has switched on (UpdateEventConfigurations). */
export interface EventSwitches {
  /** `JOB` or `JOB_EXECUTION`. */
  isEventEnabled(eventType: string): boolean
}

/** Keeps the tags of all resources of the account (JOB-117). */
export interface TagKeeper {
  /** Gives a new resource its tags. @throws InvalidRequestException, LimitExceededException for tags that AWS would refuse. */
  add(resourceArn: string, tags: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[]): void
  /** Forgets the tags of a deleted resource. */
  removeAll(resourceArn: string): void
}
