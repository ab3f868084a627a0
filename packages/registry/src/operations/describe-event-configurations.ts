import type { OutputOf } from '../api.js'
import { EVENT_CONFIGURATION_TYPES } from '../model/event-switches.js'
import type { Parts } from '../parts.js'

/** DescribeEventConfigurations: every type; dates only once something was configured (EVT-021). */
export function describeEventConfigurations({ configurations }: Parts): OutputOf<'DescribeEventConfigurations'> {
  const stored = configurations.all()
  const enabled = new Set(stored.filter(({ isEnabled }) => isEnabled).map(({ eventType }) => eventType))
  const eventConfigurations = Object.fromEntries(EVENT_CONFIGURATION_TYPES.map((type) => [type, { Enabled: enabled.has(type) }]))
  if (stored.length === 0) return { eventConfigurations }
  return {
    eventConfigurations,
    creationDate: new Date(Math.min(...stored.map(({ createdAtMs }) => createdAtMs))),
    lastModifiedDate: new Date(Math.max(...stored.map(({ modifiedAtMs }) => modifiedAtMs))),
  }
}
