/** What the catalog asks of fleet indexing, which AWS requires to be on before anything is put into the catalog. */
export interface FleetIndexing {
  /** Whether the thing index is on (`thingIndexingMode`). */
  isThingIndexOn(): boolean
}

/** Keeps the tags of all resources of the account. */
export interface TagKeeper {
  /** Gives a new resource its tags. @throws InvalidRequestException, LimitExceededException for tags that AWS would refuse. */
  add(resourceArn: string, tags: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[]): void
  /** Forgets the tags of a deleted resource. */
  removeAll(resourceArn: string): void
}
