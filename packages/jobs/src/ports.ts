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

/** A version of a software package, as far as jobs bring it to things. */
export interface CatalogedVersion {
  readonly status: 'DRAFT' | 'PUBLISHED' | 'DEPRECATED'
  readonly attributes: Readonly<Record<string, string>>
  /** The object of S3 that it is installed from. */
  readonly artifact: { readonly bucket: string; readonly key: string; readonly version: string | undefined } | undefined
}

/** The software package catalog (JOB-119, JOB-120). */
export interface PackageCatalog {
  /** The name of the package's default version; undefined when there is none, or no such package. */
  defaultVersionOf(packageName: string): string | undefined
  find(packageName: string, versionName: string): CatalogedVersion | undefined
  /** Whether executions that succeed update the shadow `$package` of their thing (`versionUpdateByJobsConfig.enabled`). */
  isVersionUpdateEnabled(): boolean
}

/** Shadows, for what jobs report in a device's stead. */
export interface ShadowReports {
  /**
   * Merges `reported` into a named shadow as UpdateThingShadow does, as part of the running transaction.
   * @throws ServiceError where UpdateThingShadow refuses; nothing is changed then
   */
  report(thingName: string, shadowName: string, reported: Readonly<Record<string, unknown>>): void
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
