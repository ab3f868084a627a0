import { RETENTION_MONTHS } from '../limits.js'

/** Six months of the calendar after `createdAtMs` (CMD-012); the last day of a shorter month where there is no such day. */
export function expiresAtMs(createdAtMs: number): number {
  const date = new Date(createdAtMs)
  const day = date.getUTCDate()
  date.setUTCMonth(date.getUTCMonth() + RETENTION_MONTHS)
  if (date.getUTCDate() !== day) date.setUTCDate(0)
  return date.getTime()
}
