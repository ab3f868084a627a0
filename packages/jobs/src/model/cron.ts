/*
 * Schedule expressions of maintenance windows (JOB-343), in UTC:
 *
 *   expression = [ "cron(" ] minute hour dayOfMonth month dayOfWeek [ year ] [ ")" ]
 *   field      = item { "," item }
 *   item       = ( "*" | "?" | value [ "-" value ] ) [ "/" step ]
 *   dayOfMonth = field, where an item may also be   "L" [ "-" days ]    the last day of the month, or so many days before it
 *                                                   value "W" | "LW"    the weekday nearest to the day, or the last one, in the same month
 *   dayOfWeek  = field, where an item may also be   value "L"           the last such day of the month
 *                                                   value "#" nth       the first to fifth such day of the month
 *                                                   "L"                 the last day of the week, Saturday
 *
 * Months may be JAN to DEC, days of the week SUN to SAT or 1 to 7, Sunday first, as AWS counts.
 */

import { invalidRequest } from '@iot-core-local/core'

const MS_PER_DAY = 86_400_000
/** How far ahead the next time is looked for: over a leap year, and over the fifth Sundays and 29ths of February that are longest in coming. */
const MAX_DAYS_AHEAD = 8 * 366

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']
const SUNDAY = 0
const SATURDAY = 6

/** A day as the special items see it. */
interface Day {
  readonly dayOfMonth: number
  /** 1 is Sunday. */
  readonly dayOfWeek: number
  readonly daysInMonth: number
}

type DayTest = (day: Day) => boolean

export interface Cron {
  /** Ascending. */
  readonly minutes: readonly number[]
  readonly hours: readonly number[]
  /** A day has to pass one test of each. */
  readonly dayOfMonth: readonly DayTest[]
  readonly dayOfWeek: readonly DayTest[]
  readonly months: ReadonlySet<number>
  readonly years: ReadonlySet<number> | undefined
}

/** @throws InvalidRequestException */
export function parseCron(expression: string): Cron {
  const inner = /^cron\((.*)\)$/.exec(expression.trim())?.[1] ?? expression
  const fields = inner.trim().split(/\s+/)
  if (fields.length !== 5 && fields.length !== 6) throw invalid(expression)
  const [minute = '', hour = '', dayOfMonth = '', month = '', dayOfWeek = '', year] = fields.map((field) => field.toUpperCase())
  const need = <T>(parsed: T | undefined): T => {
    if (parsed === undefined) throw invalid(expression)
    return parsed
  }
  return {
    minutes: need(parseField(minute, 0, 59)),
    hours: need(parseField(hour, 0, 23)),
    dayOfMonth: dayOfMonth.split(',').map((item) => need(parseDayOfMonth(item))),
    dayOfWeek: dayOfWeek.split(',').map((item) => need(parseDayOfWeek(item))),
    months: new Set(need(parseField(month, 1, 12, MONTHS))),
    years: year === undefined ? undefined : new Set(need(parseField(year, 1970, 2199))),
  }
}

/** The first time at or after `fromMs`, in epoch ms; undefined when there is none within eight years. */
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

function isDay(cron: Cron, date: Date): boolean {
  if (cron.years?.has(date.getUTCFullYear()) === false || !cron.months.has(date.getUTCMonth() + 1)) return false
  const day = {
    dayOfMonth: date.getUTCDate(),
    dayOfWeek: date.getUTCDay() + 1,
    daysInMonth: new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate(),
  }
  return cron.dayOfMonth.some((test) => test(day)) && cron.dayOfWeek.some((test) => test(day))
}

function parseDayOfMonth(item: string): DayTest | undefined {
  const last = /^L(?:-(\d{1,2}))?$/.exec(item)
  if (last !== null) {
    const before = Number(last[1] ?? 0)
    return before > 30 ? undefined : (day) => day.dayOfMonth === day.daysInMonth - before
  }
  const near = /^(\d{1,2}|L)W$/.exec(item)?.[1]
  if (near !== undefined) {
    if (near !== 'L' && (Number(near) < 1 || Number(near) > 31)) return undefined
    return (day) => day.dayOfMonth === nearestWeekday(near === 'L' ? day.daysInMonth : Number(near), day)
  }
  const days = parseField(item, 1, 31)
  return days === undefined ? undefined : (day) => days.includes(day.dayOfMonth)
}

/** The weekday nearest to a day of the month, in that month; undefined when the month has no such day. */
function nearestWeekday(dayOfMonth: number, { dayOfMonth: today, dayOfWeek, daysInMonth }: Day): number | undefined {
  if (dayOfMonth > daysInMonth) return undefined
  const weekday = (((dayOfWeek - 1 + dayOfMonth - today) % 7) + 7) % 7
  if (weekday === SATURDAY) return dayOfMonth === 1 ? 3 : dayOfMonth - 1
  if (weekday === SUNDAY) return dayOfMonth === daysInMonth ? dayOfMonth - 2 : dayOfMonth + 1
  return dayOfMonth
}

function parseDayOfWeek(item: string): DayTest | undefined {
  if (item === 'L') return (day) => day.dayOfWeek === 7
  const special = /^([A-Z]{3}|\d)(?:(L)|#([1-5]))$/.exec(item)
  if (special !== null) {
    const [, name = '', last, nth] = special
    const wanted = parseValue(name, 1, DAYS)
    if (wanted === undefined || wanted < 1 || wanted > 7) return undefined
    if (last !== undefined) return (day) => day.dayOfWeek === wanted && day.dayOfMonth > day.daysInMonth - 7
    return (day) => day.dayOfWeek === wanted && Math.ceil(day.dayOfMonth / 7) === Number(nth)
  }
  const days = parseField(item, 1, 7, DAYS)
  return days === undefined ? undefined : (day) => days.includes(day.dayOfWeek)
}

/** The values of a field, ascending; undefined when it is not well-formed. */
function parseField(text: string, min: number, max: number, names: readonly string[] = []): number[] | undefined {
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

function invalid(expression: string): Error {
  return invalidRequest(`The cron expression '${expression}' of a maintenance window is not valid.`)
}
