import type { AccountContext, Publisher } from '@iot-core-local/core'
import type { EventSwitches } from '../model/event-switches.js'
import type { EventConfigurationType } from '../registry-door.js'

/** What every registry event carries. */
export interface EventHead {
  readonly eventId: string
  /** Epoch milliseconds (EVT-010). */
  readonly timestamp: number
  readonly accountId: string
}

type AnnouncerDeps = Pick<AccountContext, 'accountId' | 'ids' | 'timers' | 'store'> & { readonly publisher: Publisher }

/** Publishes registry events on MQTT once the change is committed, each behind its switch (EVT-003). */
export class Announcer {
  readonly #deps: AnnouncerDeps
  readonly #switches: EventSwitches

  constructor(deps: AnnouncerDeps, switches: EventSwitches) {
    this.#deps = deps
    this.#switches = switches
  }

  /** `payloadOf` is asked only when the type is switched on. Topics hold names verbatim (EVT-012); QoS 1, never retained (EVT-009). */
  announce(type: EventConfigurationType, topic: string, payloadOf: (head: EventHead) => object): void {
    if (!this.#switches.isEnabled(type)) return
    const { accountId, ids, timers, store, publisher } = this.#deps
    const payload = JSON.stringify(payloadOf({ eventId: ids.uuid(), timestamp: timers.now(), accountId }))
    store.afterCommit(() => {
      void timers.track(publisher.publish({ topic: `$aws/events/${topic}`, payload, qos: 1 }))
    })
  }
}
