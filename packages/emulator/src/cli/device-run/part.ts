import type { Incoming } from './device-link.js'

/** One thing that a device does. */
export interface DevicePart {
  readonly topicFilters: readonly string[]
  /** Called with each new connection, after the subscriptions. */
  start(): Promise<void>
  /** Whether the message was this part's. */
  take(message: Incoming): boolean
  /** Whether it waits for nothing but news. */
  readonly isIdle: boolean
}

/** What the parts work with. */
export interface PartTools {
  readonly thingName: string
  /** Whether it was taken. A refusal has been told. */
  readonly publish: (topic: string, payload: object) => Promise<boolean>
  /** Called when a part may have become idle. */
  readonly changed: () => void
  /** The pause between the steps of a slow answer. */
  readonly pause: () => Promise<void>
}

/** The members of a JSON object; none when the payload is something else. */
export function membersOf(payload: Buffer): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(payload.toString('utf8'))
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
  } catch {
    return {}
  }
}
