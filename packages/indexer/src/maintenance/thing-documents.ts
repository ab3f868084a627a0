import type { ShadowSnapshot, ThingSnapshot } from '@iot-core-local/core'
import { indexedParts } from '../config/index-configuration.js'
import { type ConnectivityPart, type DocumentPart, type RegistryPart, type ShadowPart, shadowPartKey } from '../documents/document-part.js'
import type { DocumentWriter } from '../documents/document-writer.js'
import { partOfTarget, pointOf } from '../documents/geo-target.js'
import { THINGS } from '../index-name.js'
import type { Connectivity, FleetSource } from '../ports.js'
import type { DocumentStore } from '../store/document-store.js'
import type { IndexStates } from './index-states.js'

/** The documents of `AWS_Things`: whole ones from the fleet, and the parts that events change. Called inside a transaction. */
export class ThingDocuments {
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

  /** Makes the document what the fleet says, part by part as configured. */
  putThing(thing: ThingSnapshot): void {
    const { configuration, build } = this.#states.things
    const docId = this.#documents.findId(THINGS, thing.thingName) ?? this.#writer.insertDocument(THINGS, thing.thingName, build)
    this.#documents.setBuild(docId, build)
    const wanted = indexedParts(configuration)
    const parts = new Map<string, DocumentPart>()
    for (const part of this.#partsOf(thing)) if (wanted.has(part.part)) parts.set(part.part, part)
    for (const part of this.#documents.readParts(docId)) if (!parts.has(part.part)) this.#writer.removePart(THINGS, docId, part.part)
    for (const part of parts.values()) this.#writer.putPart(THINGS, docId, part)
    const [target] = configuration.geoTargets
    const holder = target === undefined ? undefined : parts.get(partOfTarget(target) ?? '')
    this.#writer.setPoint(docId, target === undefined || holder === undefined ? undefined : pointOf(holder, target).point)
  }

  /** The registry's part after a change of the thing; everything when the document is not there yet. */
  putRegistry(thing: ThingSnapshot): void {
    const docId = this.#documents.findId(THINGS, thing.thingName)
    const part = docId === undefined ? undefined : this.#registryPart(docId)
    if (docId === undefined || part === undefined) this.putThing(thing)
    else this.#writer.putPart(THINGS, docId, { ...part, thing })
  }

  /** Takes over the groups that the thing is in now: events of one transaction tell of memberships that it has ended again. */
  refreshGroups(thingName: string): void {
    const docId = this.#documents.findId(THINGS, thingName)
    if (docId !== undefined) this.setGroups(docId, this.#source.groupsOf(thingName))
  }

  setGroups(docId: number, thingGroupNames: readonly string[]): void {
    const part = this.#registryPart(docId)
    if (part !== undefined) this.#writer.putPart(THINGS, docId, { ...part, thingGroupNames })
  }

  /** Undefined takes the shadow out of the index. */
  setShadow(thingName: string, shadowName: string | undefined, snapshot: ShadowSnapshot | undefined): void {
    const { configuration } = this.#states.things
    const key = shadowPartKey(shadowName)
    const docId = indexedParts(configuration).has(key) ? this.#documents.findId(THINGS, thingName) : undefined
    if (docId === undefined) return
    const part = snapshot === undefined ? undefined : shadowPart(shadowName, snapshot)
    if (part === undefined) this.#writer.removePart(THINGS, docId, key)
    else this.#writer.putPart(THINGS, docId, part)
    const [target] = configuration.geoTargets
    if (target === undefined || partOfTarget(target) !== key) return
    this.#writer.setPoint(docId, part === undefined ? undefined : pointOf(part, target).point)
  }

  setConnectivity(thingName: string, connectivity: Connectivity): void {
    if (!indexedParts(this.#states.things.configuration).has('connectivity')) return
    const docId = this.#documents.findId(THINGS, thingName)
    if (docId !== undefined) this.#writer.putPart(THINGS, docId, { part: 'connectivity', connectivity })
  }

  connectivityOf(thingName: string): Connectivity | undefined {
    const docId = this.#documents.findId(THINGS, thingName)
    const part = docId === undefined ? undefined : this.#documents.readPart(docId, 'connectivity')
    return part?.part === 'connectivity' ? part.connectivity : undefined
  }

  remove(thingName: string): void {
    const docId = this.#documents.findId(THINGS, thingName)
    if (docId !== undefined) this.#writer.removeDocument(THINGS, docId)
  }

  #registryPart(docId: number): RegistryPart | undefined {
    const part = this.#documents.readPart(docId, 'registry')
    return part?.part === 'registry' ? part : undefined
  }

  /** The open connection, or what is remembered of the last one: the index is the only place that keeps it (CND-006). */
  #connectivityNow(thingName: string): Connectivity | undefined {
    const open = this.#source.connectionOf(thingName)
    const before = this.connectivityOf(thingName)
    if (open === undefined) return before
    const isSameSession = before?.isConnected === true && before.timestampMs === open.timestampMs
    return isSameSession ? { ...before, ...open } : open
  }

  #partsOf(thing: ThingSnapshot): DocumentPart[] {
    const { thingName } = thing
    const connectivity = this.#connectivityNow(thingName)
    const connected: ConnectivityPart = { part: 'connectivity', ...(connectivity === undefined ? {} : { connectivity }) }
    const registry: RegistryPart = { part: 'registry', thing, thingGroupNames: this.#source.groupsOf(thingName) }
    const shadows = [...this.#source.shadowsOf(thingName)].map(({ shadowName, snapshot }) => shadowPart(shadowName, snapshot))
    return [registry, ...shadows, connected]
  }
}

function shadowPart(shadowName: string | undefined, snapshot: ShadowSnapshot): ShadowPart {
  return { part: shadowPartKey(shadowName), snapshot }
}
