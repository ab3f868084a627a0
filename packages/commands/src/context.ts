import type { AccountContext, OutgoingMessage, Publisher } from '@iot-core-local/core'
import type { CborCodec } from './model/cbor.js'
import type { TagKeeper, ThingLookup } from './ports.js'
import type { CommandsStore } from './store/commands-store.js'
import type { ExecutionsStore } from './store/executions-store.js'

/** What the parts of this package work with. */
export interface CommandsContext {
  readonly account: AccountContext
  readonly publisher: Publisher
  readonly things: ThingLookup
  readonly tags: TagKeeper
  readonly commands: CommandsStore
  readonly executions: ExecutionsStore
  /** The CBOR codec, loaded by the first who asks. */
  readonly cbor: () => Promise<CborCodec>
  /** Says that something in the store falls due at `dueMs`. */
  readonly expectDue: (dueMs: number) => void
}

/** Hands messages to the broker in order, once the running transaction has committed. */
export function publishAfterCommit(context: CommandsContext, messages: readonly OutgoingMessage[]): void {
  const { account, publisher } = context
  account.store.afterCommit(() => void account.timers.track(Promise.all(messages.map((message) => publisher.publish(message)))))
}
