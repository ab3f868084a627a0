/*
 * Schedule expressions of maintenance windows (JOB-343), in UTC:
 *
 *   expression = [ "cron(" ] minute hour dayOfMonth month dayOfWeek [ year ] [ ")" ]
 *   field      = item { "," item }
 *   item       = ( "*" | "?" | value [ "-" value ] ) [ "/" step ]      and "L" alone in dayOfMonth: the last day
 *
 * Months may be JAN to DEC, days of the week SUN to SAT or 1 to 7, Sunday first, as AWS counts.
 */

import { invalidRequest, notImplemented } from '@iot-core-local/core'

const MS_PER_DAY = 86_400_000
/** How far ahead the next time is looked for: over a leap year. */
const MAX_DAYS_AHEAD = 5 * 366

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']

export interface Cron {
  /** Ascending. */
  readonly minutes: readonly number[]
  readonly hours: readonly number[]
  readonly daysOfMonth: ReadonlySet<number>
  readonly isLastDayOfMonth: boolean
  readonly months: ReadonlySet<number>
  readonly daysOfWeek: ReadonlySet<number>
  readonly years: ReadonlySet<number> | undefined
}

/** @throws InvalidRequestException; NotImplementedException for `W` and `#` */
export function parseCron(expression: string): Cron {
  const inner = /^cron\((.*)\)$/.exec(expression.trim())?.[1] ?? expression
  const fields = inner.trim().split(/\s+/)
  if (fields.length !== 5 && fields.length !== 6) throw invalid(expression)
  const [minute = '', hour = '', dayOfMonth = '', month = '', dayOfWeek = '', year] = fields.map((field) => field.toUpperCase())
  if (/[#W]/.test(dayOfMonth) || dayOfWeek.includes('#')) throw notImplemented('W and # in the cron expression of a maintenance window')
  const isLastDayOfMonth = dayOfMonth === 'L'
  const field = (text: string, min: number, max: number, names: readonly string[] = []): number[] =>
    parseField(text, min, max, names) ?? fail(expression)
  return {
    minutes: field(minute, 0, 59),
    hours: field(hour, 0, 23),
    daysOfMonth: new Set(isLastDayOfMonth ? [] : field(dayOfMonth, 1, 31)),
    isLastDayOfMonth,
    months: new Set(field(month, 1, 12, MONTHS)),
    daysOfWeek: new Set(field(dayOfWeek, 1, 7, DAYS)),
    years: year === undefined ? undefined : new Set(field(year, 1970, 2199)),
  }
}

/** The first time at or after `fromMs`, in epoch ms; undefined when there is none within five years. */
export function nextTime(cron: Cron, fromMs: number): number | undefined {
  const startDayMs = Math.floor(fromMs / MS_PER_DAY) * MS_PER_DAY
  for (let ahead = 0; ahead <= MAX_DAYS_AHEAD; ahead++) {
    const dayMs = startDayMs + ahead * MS_PER_DAY
    if (!isDay(cron, new Date(dayMs))) continue
    for (const hour of cron.hours) {
      for (const minute of cron.minutes) {
        const timeMs = dayMs + (hour * 60 + minute) * 60_000
        if (timeMs >= fromMs) return timeMs
      }
    }
  }
  return undefined
}

function isDay(cron: Cron, day: Date): boolean {
  if (cron.years?.has(day.getUTCFullYear()) === false) return false
  if (!cron.months.has(day.getUTCMonth() + 1) || !cron.daysOfWeek.has(day.getUTCDay() + 1)) return false
  if (!cron.isLastDayOfMonth) return cron.daysOfMonth.has(day.getUTCDate())
  return new Date(day.getTime() + MS_PER_DAY).getUTCDate() === 1
}

/** The values of a field, ascending; undefined when it is not well-formed. */
function parseField(text: string, min: number, max: number, names: readonly string[]): number[] | undefined {
  const values = new Set<number>()
  for (const item of text.split(',')) {
    const match = /^(\*|\?|([0-9A-Z]+)(?:-([0-9A-Z]+))?)(?:\/(\d+))?$/.exec(item)
    if (match === null) return undefined
    const [, range = '', fromText, toText, stepText] = match
    const isAny = range === '*' || range === '?'
    const from = isAny ? min : parseValue(fromText ?? '', min, names)
    // A step without an end runs to the field's own: 5/15 is 5, 20, 35, 50.
    const to = isAny || (toText === undefined && stepText !== undefined) ? max : parseValue(toText ?? fromText ?? '', min, names)
    const step = Number(stepText ?? 1)
    if (from === undefined || to === undefined || from < min || to > max || from > to || step < 1) return undefined
    for (let value = from; value <= to; value += step) values.add(value)
  }
  return [...values].sort((a, b) => a - b)
}

function parseValue(text: string, min: number, names: readonly string[]): number | undefined {
  const index = names.indexOf(text)
  if (index >= 0) return index + min
  return /^\d+$/.test(text) ? Number(text) : undefined
}

function fail(expression: string): never {
  throw invalid(expression)
}

function invalid(expression: string): Error {
  return invalidRequest(`The cron expression '${expression}' of a maintenance window is not valid.`)
}
