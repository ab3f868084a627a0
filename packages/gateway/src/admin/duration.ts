/*
 * Durations as the time route takes them: milliseconds, `{hours, minutes, ...}` or ISO 8601:
 *
 *   duration = "P" [ n "W" ] [ n "D" ] [ "T" [ n "H" ] [ n "M" ] [ n "S" ] ]     n = digits, with a fraction behind a point
 *
 * Years and months have no fixed length and are refused.
 */

const UNIT_MS: Readonly<Record<string, number>> = {
  weeks: 604_800_000,
  days: 86_400_000,
  hours: 3_600_000,
  minutes: 60_000,
  seconds: 1_000,
  milliseconds: 1,
}

const ISO_8601 = /^P(?=[\dT])(?:([\d.]+)W)?(?:([\d.]+)D)?(?:T(?=\d)(?:([\d.]+)H)?(?:([\d.]+)M)?(?:([\d.]+)S)?)?$/

/** The milliseconds of a duration, 0 or more; undefined when the value is not one. */
export function durationMs(value: unknown): number | undefined {
  if (typeof value === 'number') return accept(value)
  if (typeof value === 'string') return isoDurationMs(value)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const parts = Object.entries(value)
  if (parts.length === 0) return undefined
  let totalMs = 0
  for (const [unit, amount] of parts as readonly (readonly [string, unknown])[]) {
    const unitMs = Object.hasOwn(UNIT_MS, unit) ? UNIT_MS[unit] : undefined
    if (unitMs === undefined || typeof amount !== 'number') return undefined
    totalMs += amount * unitMs
  }
  return accept(totalMs)
}

function isoDurationMs(text: string): number | undefined {
  const match = ISO_8601.exec(text)
  if (match === null) return undefined
  const [, weeks, days, hours, minutes, seconds] = match
  return durationMs(
    Object.fromEntries(
      Object.entries({ weeks, days, hours, minutes, seconds })
        .filter(([, amount]) => amount !== undefined)
        .map(([unit, amount]) => [unit, Number(amount)]),
    ),
  )
}

function accept(ms: number): number | undefined {
  return Number.isFinite(ms) && ms >= 0 ? Math.round(ms) : undefined
}
