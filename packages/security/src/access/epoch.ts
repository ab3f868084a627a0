import type { EventBus } from '@iot-core-local/core'

/** Counts everything that may change an answer about permissions. */
export class Epoch {
  #value = 0
  readonly #stops: readonly (() => void)[]

  /** `hasGroupPolicies` says whether memberships matter at all. */
  constructor(events: EventBus, hasGroupPolicies: () => boolean) {
    const count = (): void => {
      this.#value++
    }
    const countIfGroups = (): void => {
      if (hasGroupPolicies()) count()
    }
    this.#stops = [
      events.on('policies.changed', count),
      events.on('domainConfiguration.changed', count),
      events.on('certificate.statusChanged', count),
      events.on('certificate.deleted', count),
      // A new thing has no principals yet: attaching one counts.
      events.on('thing.updated', count),
      events.on('thing.deleted', count),
      events.on('thing.principalAttached', count),
      events.on('thing.principalDetached', count),
      events.on('thingGroup.memberAdded', countIfGroups),
      events.on('thingGroup.memberRemoved', countIfGroups),
      events.on('thingGroup.updated', countIfGroups),
      events.on('thingGroup.deleted', countIfGroups),
    ]
  }

  get value(): number {
    return this.#value
  }

  close(): void {
    for (const stop of this.#stops) stop()
  }
}
