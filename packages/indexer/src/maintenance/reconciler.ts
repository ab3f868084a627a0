import { nextTurn, type AccountContext } from '@iot-core-local/core'
import { GROUPS, THINGS } from '../index-name.js'
import type { FleetSource } from '../ports.js'
import type { DocumentStore } from '../store/document-store.js'
import type { FieldDictionary } from '../store/field-dictionary.js'
import type { IndexState } from '../store/index-state-store.js'
import type { TermStore } from '../store/term-store.js'
import type { Background } from './background.js'
import type { IndexBuilder } from './index-builder.js'
import type { IndexStates } from './index-states.js'
import type { IndexTransaction } from './index-transaction.js'
import type { ThingDocuments } from './thing-documents.js'

const DOCUMENTS_PER_SLICE = 50

export interface ReconcilerDeps {
  readonly account: Pick<AccountContext, 'timers'>
  readonly source: FleetSource
  readonly states: IndexStates
  readonly documents: DocumentStore
  readonly things: ThingDocuments
  readonly builder: IndexBuilder
  readonly background: Background
  /** Called in the transaction that decides to build `AWS_Things` anew. */
  readonly rebuilding: () => void
  readonly transaction: IndexTransaction
  readonly fields: FieldDictionary
  readonly terms: TermStore
}

/**
 * Puts right what events alone cannot: a build that a stop of the program cut short, changes whose events were lost with the process
 * (they are delivered after the commit), connections that ended with it, and the members of a deleted group.
 */
export class Reconciler {
  readonly #deps: ReconcilerDeps

  constructor(deps: ReconcilerDeps) {
    this.#deps = deps
  }

  start(): void {
    const { background, states, builder, transaction } = this.#deps
    transaction(() => {
      if (needsBuild(states.things)) {
        states.setThings({ ...states.things, ...rebuilding(states.things) })
        this.#deps.rebuilding()
      }
      if (needsBuild(states.groups)) states.setGroups({ ...states.groups, ...rebuilding(states.groups) })
      states.setCurrent(false)
    })
    for (const index of [THINGS, GROUPS] as const) if (isBuilding(states.of(index))) builder.schedule(index)
    void background.run(() => this.#endLostConnections())
  }

  /** After an orderly end the index holds all that happened. */
  close(): void {
    this.#deps.transaction(() => {
      this.#deps.states.setCurrent(true)
    })
  }

  forgetGroup(thingGroupName: string): void {
    const { things, background } = this.#deps
    void background.run(() =>
      this.#forEach('thingGroupNames', thingGroupName.toLowerCase(), (thingName) => things.refreshGroups(thingName)),
    )
  }

  /** Things that the index has as connected, while nobody is. */
  #endLostConnections(): Promise<void> {
    const { account, source, things } = this.#deps
    return this.#forEach('connectivity.connected', 'true', (thingName) => {
      const known = source.connectionOf(thingName)
      if (known?.isConnected === true) return
      const before = things.connectivityOf(thingName)
      if (known !== undefined) things.setConnectivity(thingName, known)
      else if (before !== undefined)
        things.setConnectivity(thingName, {
          ...before,
          isConnected: false,
          timestampMs: account.timers.now(),
          disconnectReason: 'SERVER_INITIATED_DISCONNECT',
        })
    })
  }

  /** Calls `change` for the things that have the term, in slices. */
  async #forEach(field: string, value: string, change: (thingName: string) => void): Promise<void> {
    const { background, documents, fields, terms, transaction } = this.#deps
    for (let from = 0; !background.isClosed;) {
      const fieldId = fields.find(THINGS, field)
      const ids = fieldId === undefined ? [] : terms.equal(fieldId, value, from, DOCUMENTS_PER_SLICE)
      const last = ids.at(-1)
      if (last === undefined) return
      transaction(() => {
        for (const name of ids.map((docId) => documents.nameOf(docId))) if (name !== undefined) change(name)
      })
      from = last + 1
      await nextTurn()
    }
  }
}

function needsBuild({ status, isCurrent }: IndexState<unknown>): boolean {
  return status !== 'OFF' && !isCurrent
}

function rebuilding({ status, build }: IndexState<unknown>): Pick<IndexState<unknown>, 'status' | 'build'> {
  return { status: status === 'BUILDING' ? 'BUILDING' : 'REBUILDING', build: build + 1 }
}

function isBuilding({ status, build }: IndexState<unknown>): boolean {
  // An index that was switched off may still have documents to remove.
  return status === 'BUILDING' || status === 'REBUILDING' || (status === 'OFF' && build > 0)
}
