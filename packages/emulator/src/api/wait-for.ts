import type { PublishedMessage } from '@iot-core-local/broker'
import { type DomainEvent, type DomainEventOf, type DomainEventType, EmulatorError, topicMatches } from '@iot-core-local/core'
import type { Account } from '../account/account.js'

export interface WaitOptions {
  /** How long to wait, in real milliseconds. Default 5,000. */
  readonly timeoutMs?: number
}

export interface SeenMessage {
  readonly topic: string
  readonly payload: Buffer
  /** The payload as JSON; undefined when it is not. */
  readonly json: unknown
  readonly clientId: string | undefined
}

/** Waits for what happens next. Each rejects with EmulatorError ICL_WAIT_TIMEOUT, which lists what was seen instead. */
export interface WaitFor {
  /** The next message on a topic that the filter matches, and that `matches`. */
  message(topicFilter: string, options?: WaitOptions & { readonly matches?: (message: SeenMessage) => boolean }): Promise<SeenMessage>
  /** The next domain event of a type. */
  event<Type extends DomainEventType>(
    type: Type,
    options?: WaitOptions & { readonly matches?: (event: DomainEventOf<Type>) => boolean },
  ): Promise<DomainEventOf<Type>>
  /** Until a client is connected; at once when it is. */
  connection(clientId: string, options?: WaitOptions): Promise<void>
}

const DEFAULT_TIMEOUT_MS = 5_000
const MAX_LISTED = 20

export function waitForOf(account: () => Account): WaitFor {
  return {
    message: (topicFilter, options = {}) =>
      waiting(`a message on ${topicFilter}`, options, (found, seen) =>
        account().onMessage((message) => {
          const candidate = seenMessage(message)
          seen(message.topic)
          if (topicMatches(topicFilter, message.topic) && (options.matches?.(candidate) ?? true)) found(candidate)
        }),
      ),
    event: (type, options = {}) =>
      waiting(`the event ${type}`, options, (found, seen) =>
        account().context.events.onAny((event) => {
          seen(event.type)
          if (isOf(event, type) && (options.matches?.(event) ?? true)) found(event)
        }),
      ),
    connection: async (clientId, options = {}) => {
      if (
        account()
          .broker.connections()
          .some((connection) => connection.clientId === clientId)
      )
        return
      await waiting<true>(`a connection of ${clientId}`, options, (found, seen) =>
        account().context.events.onAny((event) => {
          if (event.type === 'connection.refused') seen(`connect of ${event.clientId} refused: ${event.connectFailureReason}`)
          if (event.type === 'connection.opened') {
            seen(`connection of ${event.connection.clientId}`)
            if (event.connection.clientId === clientId) found(true)
          }
        }),
      )
    },
  }
}

function isOf<Type extends DomainEventType>(event: DomainEvent, type: Type): event is DomainEventOf<Type> {
  return event.type === type
}

function seenMessage(message: PublishedMessage): SeenMessage {
  return { topic: message.topic, payload: message.payload, json: jsonOf(message.payload), clientId: message.clientId }
}

function jsonOf(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString('utf8'))
  } catch {
    return undefined
  }
}

function waiting<Found>(
  what: string,
  options: WaitOptions,
  listen: (found: (value: Found) => void, seen: (what: string) => void) => () => void,
): Promise<Found> {
  const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS
  return new Promise<Found>((resolve, reject) => {
    const seen: string[] = []
    const timer = setTimeout(() => {
      stop()
      const list = seen.length === 0 ? 'nothing' : seen.slice(-MAX_LISTED).join(', ')
      reject(
        new EmulatorError('ICL_WAIT_TIMEOUT', `Waited ${String(timeoutMs)} ms for ${what}; seen instead: ${list}.`, {
          hint: 'GET /_local/decisions tells what was refused and why.',
        }),
      )
    }, timeoutMs)
    const stop = listen(
      (value) => {
        clearTimeout(timer)
        stop()
        resolve(value)
      },
      (name) => seen.push(name),
    )
  })
}
