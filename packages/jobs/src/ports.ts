/** What jobs ask of the registry. */
export interface ThingLookup {
  exists(thingName: string): boolean
  /** Static and dynamic groups. */
  groupExists(thingGroupName: string): boolean
  /** The id of a group; undefined when there is none of that name. */
  groupIdOf(thingGroupName: string): string | undefined
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

/** One presigned URL. */
export interface PresignRequest {
  readonly method: 'GET' | 'PUT'
  readonly bucket: string
  readonly key: string
  readonly versionId: string | undefined
  /** The bucket's Region where it is known; otherwise the account's. */
  readonly region: string | undefined
  /** For how long from now it holds, in seconds. */
  readonly expiresSeconds: number
}

/** Objects that jobs name by bucket and key: documents, and files of devices. */
export interface JobObjects {
  /**
   * A whole object of at most `maxBytes`; the bucket `file` stands for files of this machine.
   * @throws Error with a message for people when there is none, it cannot be read, or it is larger
   */
  read(bucket: string, key: string, maxBytes: number): Promise<Buffer>
  /** A URL that lets whoever has it read or write the object for a while (JOB-204). It works without asking anybody and does not fail. */
  presign(request: PresignRequest): string
}
