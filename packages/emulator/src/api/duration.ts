/** A span of time, its parts added up: `{ hours: 1, minutes: 30 }`. */
export interface Duration {
  readonly days?: number
  readonly hours?: number
  readonly minutes?: number
  readonly seconds?: number
  readonly milliseconds?: number
}

export function durationMs(duration: Duration): number {
  const { days = 0, hours = 0, minutes = 0, seconds = 0, milliseconds = 0 } = duration
  return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1_000 + milliseconds
}
