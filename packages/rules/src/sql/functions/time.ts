import { toText, toNumeric } from '../conversions.js'
import { Decimal } from '../decimal.js'
import { define, type FunctionTable } from './sql-function.js'
import { MONTHS, parsePattern, type PatternPart, WEEKDAYS } from './time-pattern.js'
import { parseMoment } from './time-parser.js'
import { offsetMinutes, offsetText, shortName } from './time-zone.js'

const MAX_TIME_MS = 8_640_000_000_000_000 - 86_400_000

/** Times as text and back (RUL-639, RUL-653). What cannot be read or written is Undefined. */
export const timeFunctions: FunctionTable = {
  parse_time: define('2016-03-23', [2, 3], (args) => {
    const pattern = toText(args[0])
    const atMs = toNumeric(args[1])?.floor().toNumber()
    const zone = args.length < 3 ? 'UTC' : toText(args[2])
    if (pattern === undefined || atMs === undefined || zone === undefined || Math.abs(atMs) > MAX_TIME_MS) return undefined
    return format(pattern, atMs, zone)
  }),
  time_to_epoch: define('2016-03-23', 2, ([value, pattern]) => {
    const text = toText(value)
    const parts = parsePattern(toText(pattern) ?? '')
    const moment = text === undefined || parts === undefined || parts.length === 0 ? undefined : parseMoment(text, parts)
    return moment === undefined ? undefined : Decimal.int(moment)
  }),
}

interface LocalTime {
  /** A moment whose UTC fields are the local ones. */
  readonly shifted: Date
  readonly atMs: number
  readonly zone: string
  readonly offset: number
}

type FieldWriter = (time: LocalTime, width: number) => string

const number = (read: (date: Date) => number): FieldWriter => {
  return ({ shifted }, width) => String(read(shifted)).padStart(width, '0')
}

/** The letters of Joda-Time that are understood. */
const WRITERS: Readonly<Record<string, FieldWriter>> = {
  G: ({ shifted }) => (shifted.getUTCFullYear() > 0 ? 'AD' : 'BC'),
  y: writeYear,
  M: ({ shifted }, width) => named(MONTHS, shifted.getUTCMonth(), width) ?? String(shifted.getUTCMonth() + 1).padStart(width, '0'),
  d: number((date) => date.getUTCDate()),
  D: number((date) => Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000) + 1),
  E: ({ shifted }, width) => named(WEEKDAYS, shifted.getUTCDay(), Math.max(3, width)) ?? '',
  a: ({ shifted }) => (shifted.getUTCHours() < 12 ? 'AM' : 'PM'),
  H: number((date) => date.getUTCHours()),
  k: number((date) => date.getUTCHours() || 24),
  K: number((date) => date.getUTCHours() % 12),
  h: number((date) => date.getUTCHours() % 12 || 12),
  m: number((date) => date.getUTCMinutes()),
  s: number((date) => date.getUTCSeconds()),
  S: ({ shifted }, width) => String(shifted.getUTCMilliseconds()).padStart(3, '0').padEnd(width, '0').slice(0, width),
  z: ({ zone, atMs }) => shortName(zone, atMs),
  Z: ({ offset, zone }, width) => (width === 1 ? offsetText(offset, '') : width === 2 ? offsetText(offset) : zone),
}

function format(pattern: string, atMs: number, zone: string): string | undefined {
  const parts = parsePattern(pattern)
  const offset = offsetMinutes(zone, atMs)
  if (parts === undefined || offset === undefined) return undefined
  const time: LocalTime = { shifted: new Date(atMs + offset * 60_000), atMs, zone, offset }
  let text = ''
  for (const part of parts) {
    const written = write(part, time)
    if (written === undefined) return undefined
    text += written
  }
  return text
}

function write(part: PatternPart, time: LocalTime): string | undefined {
  return part.kind === 'text' ? part.text : WRITERS[part.letter]?.(time, part.width)
}

function writeYear({ shifted }: LocalTime, width: number): string {
  const year = shifted.getUTCFullYear()
  return width === 2 ? String(Math.abs(year) % 100).padStart(2, '0') : String(year).padStart(width, '0')
}

function named(names: readonly string[], index: number, width: number): string | undefined {
  const name = names[index] ?? ''
  return width < 3 ? undefined : width === 3 ? name.slice(0, 3) : name
}
