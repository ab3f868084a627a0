import { GROUPS_OFF, THINGS_OFF } from '../config/index-configuration.js'
import { GROUPS, type IndexName, THINGS } from '../index-name.js'
import type { GroupIndexState, IndexState, IndexStateStore, ThingIndexState } from '../store/index-state-store.js'

/** The states of both indexes, in memory and in the store. */
export class IndexStates {
  readonly #store: IndexStateStore
  #things: ThingIndexState
  #groups: GroupIndexState

  constructor(store: IndexStateStore) {
    this.#store = store
    this.#things = store.read(THINGS, THINGS_OFF)
    this.#groups = store.read(GROUPS, GROUPS_OFF)
  }

  get things(): ThingIndexState {
    return this.#things
  }

  get groups(): GroupIndexState {
    return this.#groups
  }

  of(index: IndexName): IndexState<unknown> {
    return index === THINGS ? this.#things : this.#groups
  }

  setThings(state: ThingIndexState): void {
    this.#store.write(THINGS, state)
    this.#things = state
  }

  setGroups(state: GroupIndexState): void {
    this.#store.write(GROUPS, state)
    this.#groups = state
  }

  /** Says whether the stored indexes hold all that happened. */
  setCurrent(isCurrent: boolean): void {
    if (this.#things.isCurrent !== isCurrent) this.setThings({ ...this.#things, isCurrent })
    if (this.#groups.isCurrent !== isCurrent) this.setGroups({ ...this.#groups, isCurrent })
  }
}
