import { MONTHS, type PatternPart, WEEKDAYS } from './time-pattern.js'
import { offsetMinutes } from './time-zone.js'

/** What has been read of a time. Fields that the pattern lacks keep the start of the day, in UTC (RUL-653). */
interface Fields {
  year: number
  month: number
  day: number
  hour: number
  /** Whether it is the second half of a day of two halves; undefined for a day of 24 hours. */
  isAfternoon: boolean | undefined
  minute: number
  second: number
  millisecond: number
  zone: string
}

type FieldReader = (text: string, fields: Fields) => void

interface Field {
  readonly pattern: (width: number) => string
  readonly read: FieldReader
}

const digits = (width: number): string => (width === 1 ? '\\d{1,9}' : `\\d{${String(width)}}`)
const oneOf = (names: readonly string[], width: number): string => names.map((name) => (width > 3 ? name : name.slice(0, 3))).join('|')
const indexIn = (names: readonly string[], text: string): number => names.findIndex((name) => name.startsWith(text))
const ZONE = '[A-Za-z][A-Za-z0-9_/]*(?:[+-]\\d{1,2}(?::?\\d{2})?)?|[+-]\\d{2}(?::?\\d{2})?'

const ZONE_FIELD: Field = { pattern: () => ZONE, read: (text, fields) => (fields.zone = text) }
const YEAR: Field = {
  pattern: (width) => (width === 4 ? '\\d{4}' : digits(width)),
  read: (text, fields) => (fields.year = text.length === 2 ? 2000 + Number(text) : Number(text)),
}

/** The letters of java.time's patterns that are understood. */
const FIELDS: Readonly<Record<string, Field>> = {
  y: YEAR,
  u: YEAR,
  M: {
    pattern: (width) => (width < 3 ? digits(width) : oneOf(MONTHS, width)),
    read: (text, fields) => (fields.month = /^\d/.test(text) ? Number(text) : indexIn(MONTHS, text) + 1),
  },
  d: { pattern: digits, read: (text, fields) => (fields.day = Number(text)) },
  E: { pattern: (width) => oneOf(WEEKDAYS, width), read: () => undefined },
  a: { pattern: () => 'AM|PM', read: (text, fields) => (fields.isAfternoon = text === 'PM') },
  H: { pattern: digits, read: (text, fields) => (fields.hour = Number(text)) },
  h: {
    pattern: digits,
    read: (text, fields) => {
      fields.hour = Number(text) % 12
      fields.isAfternoon ??= false
    },
  },
  m: { pattern: digits, read: (text, fields) => (fields.minute = Number(text)) },
  s: { pattern: digits, read: (text, fields) => (fields.second = Number(text)) },
  S: {
    pattern: (width) => `\\d{${String(width)}}`,
    read: (text, fields) => (fields.millisecond = Number(text.padEnd(3, '0').slice(0, 3))),
  },
  V: ZONE_FIELD,
  z: ZONE_FIELD,
  Z: ZONE_FIELD,
  X: { pattern: () => `Z|${ZONE}`, read: ZONE_FIELD.read },
  x: ZONE_FIELD,
}

/** Reads a time by its pattern; the moment in epoch milliseconds, undefined when the text does not fit or names no real time. */
export function parseMoment(text: string, parts: readonly PatternPart[]): number | undefined {
  const readers: FieldReader[] = []
  let source = ''
  for (const part of parts) {
    const field = part.kind === 'field' ? FIELDS[part.letter] : undefined
    if (part.kind === 'field' && field === undefined) return undefined
    if (part.kind === 'text') source += part.text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
    else if (field !== undefined) {
      source += `(${field.pattern(part.width)})`
      readers.push(field.read)
    }
  }
  const match = new RegExp(`^${source}$`).exec(text)
  if (match === null) return undefined
  const fields: Fields = {
    year: 1970,
    month: 1,
    day: 1,
    hour: 0,
    isAfternoon: undefined,
    minute: 0,
    second: 0,
    millisecond: 0,
    zone: 'UTC',
  }
  for (const [index, read] of readers.entries()) read(match[index + 1] ?? '', fields)
  return momentOf(fields)
}

function momentOf({ year, month, day, hour, isAfternoon, minute, second, millisecond, zone }: Fields): number | undefined {
  const fullHour = isAfternoon === true ? (hour % 12) + 12 : hour
  const date = new Date(Date.UTC(2000, 0, 1, fullHour, minute, second, millisecond))
  date.setUTCFullYear(year, month - 1, day)
  const isReal = month >= 1 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day && fullHour < 24 && minute < 60 && second < 60
  if (!isReal) return undefined
  const local = date.getTime()
  // The offset that holds at the local time: guessed from the local time read as UTC, then looked up at the moment so found.
  const guess = offsetMinutes(zone, local)
  const offset = guess === undefined ? undefined : offsetMinutes(zone, local - guess * 60_000)
  return offset === undefined ? undefined : local - offset * 60_000
}
