import type { EventConfigurationsStore } from '../store/event-configurations-store.js'
import type { EventConfigurationType } from '../registry-door.js'

/** All types of DescribeEventConfigurations (EVT-022). */
export const EVENT_CONFIGURATION_TYPES: readonly EventConfigurationType[] = [
  'THING',
  'THING_GROUP',
  'THING_TYPE',
  'THING_GROUP_MEMBERSHIP',
  'THING_GROUP_HIERARCHY',
  'THING_TYPE_ASSOCIATION',
  'JOB',
  'JOB_EXECUTION',
  'POLICY',
  'CERTIFICATE',
  'CA_CERTIFICATE',
]

/** The switches of UpdateEventConfigurations, kept in memory because every change of a thing asks for them. */
export class EventSwitches {
  readonly #store: EventConfigurationsStore
  readonly #enabled = new Set<string>()

  constructor(store: EventConfigurationsStore) {
    this.#store = store
    this.reload()
  }

  isEnabled(type: string): boolean {
    return this.#enabled.has(type)
  }

  /** Reads the stored switches again, after a change of them has been committed. */
  reload(): void {
    this.#enabled.clear()
    for (const { eventType, isEnabled } of this.#store.all()) if (isEnabled) this.#enabled.add(eventType)
  }
}
