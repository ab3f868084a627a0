import { invalidRequest } from '@iot-core-local/core'
import type { EmptyOutput, InputOf } from '../api.js'
import { EVENT_CONFIGURATION_TYPES } from '../model/event-switches.js'
import type { Parts } from '../parts.js'

/** UpdateEventConfigurations: only the given types change, for what happens afterwards (EVT-020, EVT-023). @throws InvalidRequestException (EVT-022). */
export function updateEventConfigurations(parts: Parts, input: InputOf<'UpdateEventConfigurations'>): EmptyOutput {
  const { store, timers } = parts.deps
  for (const [type, configuration] of Object.entries(input.eventConfigurations ?? {})) {
    if (!EVENT_CONFIGURATION_TYPES.some((known) => known === type)) throw invalidRequest(`Event type ${type} is not known.`)
    parts.configurations.put(type, configuration.Enabled === true, timers.now())
  }
  store.afterCommit(() => parts.switches.reload())
  return {}
}
