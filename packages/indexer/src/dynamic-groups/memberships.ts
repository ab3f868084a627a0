import type { AccountContext } from '@iot-core-local/core'
import { THINGS } from '../index-name.js'
import type { ThingDocuments } from '../maintenance/thing-documents.js'
import type { DynamicGroups, FleetSource } from '../ports.js'
import type { DocumentMatcher } from '../search/document-matcher.js'
import type { DocumentStore } from '../store/document-store.js'
import type { RefusalStore } from '../store/refusal-store.js'
import type { ChangedDocuments } from './changed-documents.js'
import type { BookedGroup, DynamicGroupBook } from './dynamic-group-book.js'

export interface MembershipsDeps {
  readonly account: Pick<AccountContext, 'log'>
  readonly groups: DynamicGroups
  readonly source: FleetSource
  readonly book: DynamicGroupBook
  readonly changes: ChangedDocuments
  readonly matcher: DocumentMatcher
  readonly documents: DocumentStore
  readonly refusals: RefusalStore
  readonly things: ThingDocuments
}

/** What joining or leaving a group costs, in questions whether a query finds a document: rows, terms and events. */
const CHANGE_COST = 30

/** Brings the memberships of one thing in line with its document. Called inside a transaction. */
export class Memberships {
  readonly #deps: MembershipsDeps

  constructor(deps: MembershipsDeps) {
    this.#deps = deps
  }

  /**
   * Asks `groups` about the document, and goes on with those that ask about groups as long as the answers change the thing's groups.
   * Returns what that cost, so that the caller knows when to let the event loop turn.
   */
  settle(docId: number, groups: Iterable<string>): number {
    const { account, changes, documents } = this.#deps
    const thingName = documents.nameOf(docId)
    if (thingName === undefined) return 1
    const seen = new Set([this.#stateOf(thingName)])
    let cost = 1
    for (let asked: Iterable<string> | undefined = groups; asked !== undefined; asked = changes.takeOf(docId)) {
      const { questions, changed } = this.#ask(docId, thingName, asked)
      cost += questions + changed * CHANGE_COST
      if (changed === 0) return cost
      const state = this.#stateOf(thingName)
      if (seen.has(state)) {
        // A query such as `NOT thingGroupNames:g` of the group g itself has no answer that stays true.
        account.log.warn({ thingName, groups: [...asked] }, 'the queries of dynamic thing groups contradict each other')
        changes.forget(docId)
        return cost
      }
      seen.add(state)
    }
    return cost
  }

  /** Sees to what a thing's leaving a group, dynamic or static, makes possible or ends. */
  left(thingName: string, thingGroupName: string): void {
    const { book, changes, documents, groups, matcher, refusals, source } = this.#deps
    const docId = documents.findId(THINGS, thingName)
    if (docId === undefined || book.size === 0) return
    if (source.groupsOf(thingName).length < groups.maxGroupsPerThing) {
      changes.groups(docId, refusals.of(docId))
      return
    }
    // Another group took its place, though its query still finds the thing.
    const group = book.find(thingGroupName)
    if (group !== undefined && matcher.matches(docId, group.query, book.parts)) refusals.add(docId, thingGroupName)
  }

  #ask(docId: number, thingName: string, names: Iterable<string>): { readonly questions: number; readonly changed: number } {
    const { groups, refusals, source, things } = this.#deps
    const joined = new Set(groups.groupsOf(thingName))
    const refused = new Set(refusals.of(docId))
    // All are asked about the document as it is, before anybody joins or leaves.
    let answers = this.#answers(docId, names)
    const leaving = answers.filter(({ group, isFound }) => !isFound && joined.has(group.thingGroupName))
    if (leaving.length > 0 && refused.size > 0) answers = this.#answers(docId, new Set([...names, ...refused]))
    for (const { group, isFound } of answers)
      if (!isFound && refused.has(group.thingGroupName)) refusals.remove(docId, group.thingGroupName)
    for (const { group } of leaving) groups.removeMember(group.thingGroupName, thingName)
    let changed = leaving.length
    for (const { group, isFound } of answers) {
      if (!isFound || joined.has(group.thingGroupName)) continue
      // Who was refused is refused again: asking would only make another entry in the log.
      if (refused.has(group.thingGroupName) && !this.#hasRoomFor(group, thingName)) continue
      if (groups.addMember(group.thingGroupName, thingName)) {
        refusals.remove(docId, group.thingGroupName)
        changed++
      } else refusals.add(docId, group.thingGroupName)
    }
    if (changed > 0) things.setGroups(docId, source.groupsOf(thingName))
    return { questions: answers.length, changed }
  }

  /** Of the groups of these names, the oldest first, whether their queries find the document. */
  #answers(docId: number, names: Iterable<string>): readonly { readonly group: BookedGroup; readonly isFound: boolean }[] {
    const { book, matcher } = this.#deps
    return book.oldestFirst(names).map((group) => ({ group, isFound: matcher.matches(docId, group.query, book.parts) }))
  }

  /** Whether the thing may be in one group more, or in a newer dynamic one that has to give way (DTG-012). */
  #hasRoomFor({ creationNumber }: BookedGroup, thingName: string): boolean {
    const { book, groups, source } = this.#deps
    if (source.groupsOf(thingName).length < groups.maxGroupsPerThing) return true
    return book.oldestFirst(groups.groupsOf(thingName)).some((other) => other.creationNumber > creationNumber)
  }

  #stateOf(thingName: string): string {
    return this.#deps.groups.groupsOf(thingName).join(' ')
  }
}
