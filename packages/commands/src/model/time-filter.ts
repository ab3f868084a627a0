import { validationFailed } from '@iot-core-local/core'

/** Epoch milliseconds, both ends left out. */
export interface TimeSpan {
  readonly afterMs: number
  readonly beforeMs: number
}

/** Reads a filter of `yyyy-MM-dd'T'HH:mm` strings, in UTC. @throws ValidationException */
export function readTimeFilter(
  member: string,
  filter: { readonly after?: string | undefined; readonly before?: string | undefined },
): TimeSpan {
  if (filter.after === undefined && filter.before === undefined) throw validationFailed(`${member} must have after, before or both.`)
  const afterMs = filter.after === undefined ? -1 : readMinute(`${member}.after`, filter.after)
  const beforeMs = filter.before === undefined ? Number.MAX_SAFE_INTEGER : readMinute(`${member}.before`, filter.before)
  if (afterMs >= beforeMs) throw validationFailed(`${member}.after must be earlier than ${member}.before.`)
  return { afterMs, beforeMs }
}

function readMinute(member: string, text: string): number {
  const epochMs = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(text) ? Date.parse(`${text}Z`) : Number.NaN
  if (Number.isNaN(epochMs) || !new Date(epochMs).toISOString().startsWith(text)) {
    throw validationFailed(`'${text}' at '${member}' is not a time of the form yyyy-MM-dd'T'HH:mm.`)
  }
  return epochMs
}
