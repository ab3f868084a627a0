import type { ThingGroupSnapshot } from '@iot-core-local/core'
import type { DocumentWriter } from '../documents/document-writer.js'
import { GROUPS } from '../index-name.js'
import type { FleetSource } from '../ports.js'
import type { DocumentStore } from '../store/document-store.js'
import type { IndexStates } from './index-states.js'

/** The documents of `AWS_ThingGroups`. Called inside a transaction. */
export class GroupDocuments {
  readonly #states: IndexStates
  readonly #documents: DocumentStore
  readonly #writer: DocumentWriter
  readonly #source: FleetSource

  constructor(states: IndexStates, documents: DocumentStore, writer: DocumentWriter, source: FleetSource) {
    this.#states = states
    this.#documents = documents
    this.#writer = writer
    this.#source = source
  }

  put(group: ThingGroupSnapshot): void {
    const { build } = this.#states.groups
    const docId = this.#documents.findId(GROUPS, group.thingGroupName) ?? this.#writer.insertDocument(GROUPS, group.thingGroupName, build)
    this.#documents.setBuild(docId, build)
    this.#writer.putPart(GROUPS, docId, { part: 'group', group, parentGroupNames: this.#ancestorsOf(group) })
  }

  remove(thingGroupName: string): void {
    const docId = this.#documents.findId(GROUPS, thingGroupName)
    if (docId !== undefined) this.#writer.removeDocument(GROUPS, docId)
  }

  #ancestorsOf(group: ThingGroupSnapshot): string[] {
    const names: string[] = []
    for (let parent = group.parentGroupName; parent !== undefined && !names.includes(parent);) {
      names.push(parent)
      parent = this.#source.findThingGroup(parent)?.parentGroupName
    }
    return names
  }
}
