import { invalidRequest, ServiceError, type Store } from '@iot-core-local/core'
import type { ThingIndexConfiguration } from '../config/index-configuration.js'
import { thingFieldRules } from '../config/thing-field-rules.js'
import type { DynamicGroups } from '../ports.js'
import type { ChangedDocuments } from './changed-documents.js'
import type { DynamicGroupBook } from './dynamic-group-book.js'
import type { GroupBuilder } from './group-builder.js'
import { readGroupQuery } from './group-query.js'

export interface GroupLifecycleDeps {
  readonly store: Pick<Store, 'transaction' | 'afterCommit'>
  readonly groups: DynamicGroups
  readonly book: DynamicGroupBook
  readonly changes: ChangedDocuments
  readonly builder: GroupBuilder
}

/** What becomes of all dynamic groups when the program starts and ends, and when the index of things is built anew. */
export class GroupLifecycle {
  readonly #deps: GroupLifecycleDeps

  constructor(deps: GroupLifecycleDeps) {
    this.#deps = deps
  }

  /** Goes on with what an earlier process left unfinished. */
  start(): void {
    const { builder, groups } = this.#deps
    for (const { thingGroupName, status } of groups.all()) if (status !== 'ACTIVE') builder.schedule(thingGroupName)
  }

  /** Says in the status of the groups what is left to do at the next start. */
  close(): void {
    const { builder, changes, store } = this.#deps
    builder.close()
    if (!changes.isEmpty) store.transaction(() => this.#markAll())
  }

  /** The group was created, or its query may have changed, in the running transaction. */
  changed(thingGroupName: string): void {
    const { book, builder, groups, store } = this.#deps
    store.afterCommit(() => {
      book.refresh(thingGroupName)
      const group = groups.find(thingGroupName)
      if (group !== undefined && group.status !== 'ACTIVE') builder.schedule(thingGroupName)
    })
  }

  /** @throws InvalidRequestException when a group could not be evaluated any more under `configuration` (IDX-019, DTG-017). */
  checkConfiguration(configuration: ThingIndexConfiguration): void {
    for (const { thingGroupName, queryString, queryVersion } of this.#deps.groups.all()) {
      if (configuration.thingIndexingMode === 'OFF')
        throw invalidRequest(`Thing indexing cannot be disabled while there are dynamic thing groups, such as ${thingGroupName}.`)
      try {
        readGroupQuery(queryString, queryVersion, thingFieldRules(configuration))
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error
        throw invalidRequest(`The dynamic thing group ${thingGroupName} needs a data source that would be removed. ${error.message}`)
      }
    }
  }

  /** The index of things is going to be built anew: memberships are followed, and complete only afterwards. Called inside a transaction. */
  indexIsRebuilding(): void {
    this.#markAll()
    this.#deps.store.afterCommit(() => this.#deps.book.reload())
  }

  /** The index of things is ACTIVE. Called inside a transaction. */
  indexIsBuilt(): void {
    const { book, builder, store } = this.#deps
    store.afterCommit(() => {
      book.reload()
      void builder.build(book.names())
    })
  }

  #markAll(): void {
    const { groups } = this.#deps
    for (const { thingGroupName, status } of groups.all()) if (status === 'ACTIVE') groups.setStatus(thingGroupName, 'REBUILDING')
  }
}
