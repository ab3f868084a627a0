/** A span of time, its parts added up: `{ hours: 1, minutes: 30 }`. */
export interface Duration {
  readonly days?: number
  readonly hours?: number
  readonly minutes?: number
  readonly seconds?: number
  readonly milliseconds?: number
}

const UNIT_MS: Readonly<Record<string, number>> = {
  days: 86_400_000,
  hours: 3_600_000,
  minutes: 60_000,
  seconds: 1_000,
  milliseconds: 1,
} satisfies Record<keyof Duration, number>

/** In milliseconds. @throws TypeError for what is not a duration: in JavaScript nothing else would notice `'1s'` or `{ minute: 1 }`. */
export function durationMs(duration: Duration): number {
  const given: unknown = duration
  let sumMs = 0
  for (const [unit, count] of typeof given === 'object' && given !== null ? Object.entries(given) : [['', given]]) {
    const unitMs = UNIT_MS[String(unit)]
    if (unitMs === undefined || typeof count !== 'number') {
      throw new TypeError(`${JSON.stringify(given)} is not a duration: give an object such as { minutes: 1, seconds: 30 }.`)
    }
    sumMs += count * unitMs
  }
  return sumMs
}
