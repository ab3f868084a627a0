import { invalidRequest } from '@iot-core-local/core'

const FORM = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?$/

/**
 * Reads a date and time of a schedule: `2026-01-31T10:00` or with a space, seconds and zone optional, UTC without a zone (JOB-340).
 * Answers epoch ms. @throws InvalidRequestException
 */
export function parseDateTime(member: string, text: string): number {
  const match = FORM.exec(text)
  const [, year, month, day, hour, minute, second = '00', zone = 'Z'] = match ?? []
  const offset = zone === 'Z' || zone.includes(':') ? zone : `${zone.slice(0, 3)}:${zone.slice(3)}`
  const local = `${year ?? ''}-${month ?? ''}-${day ?? ''}T${hour ?? ''}:${minute ?? ''}:${second}`
  const epochMs = match === null ? Number.NaN : Date.parse(`${local}${offset}`)
  // The 31st of February reads as a day in March: no date that was meant.
  if (Number.isNaN(epochMs) || !new Date(Date.parse(`${local}Z`)).toISOString().startsWith(local)) {
    throw invalidRequest(`${member} is not a date and time of the form YYYY-MM-DDTHH:MM.`)
  }
  return epochMs
}

/** A time of a schedule as it is shown. */
export function formatDateTime(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(0, 16)
}
