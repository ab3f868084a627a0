import type { ConnectionEvent } from './connection-events.js'
import type { JobEvent } from './job-events.js'
import type { RegistryEvent } from './registry-events.js'
import type { SecurityEvent } from './security-events.js'
import type { ShadowEvent } from './shadow-events.js'

/** Everything that happened in an account, published after commit and in order. */
export type DomainEvent = RegistryEvent | SecurityEvent | ConnectionEvent | ShadowEvent | JobEvent

export type DomainEventType = DomainEvent['type']

export type DomainEventOf<Type extends DomainEventType> = Extract<DomainEvent, { readonly type: Type }>
