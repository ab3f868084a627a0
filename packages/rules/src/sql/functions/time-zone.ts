/*
 * Time zones by their IANA names, `UTC+01:00` and `+01:00`, by way of the runtime's own data.
 */

/** Locales that are asked for the short name of a zone, until one knows it. */
const LOCALES = ['en-US', 'en-GB', 'en-AU', 'en-IN', 'en-ZA', 'en-NZ', 'ja-JP', 'ko-KR']
const FIXED = /^(?:UTC|GMT|UT)?([+-])(\d{1,2}):?(\d{2})?$/
const MS_PER_MINUTE = 60_000

/** Formatters by zone; made once for each, as making one is slow. Zones that do not exist are not kept. */
const formatters = new Map<string, Intl.DateTimeFormat>()
const MAX_FORMATTERS = 64

/** Minutes east of UTC at a moment; undefined for a zone that does not exist. */
export function offsetMinutes(zone: string, atMs: number): number | undefined {
  const fixed = fixedOffset(zone)
  if (fixed !== undefined) return fixed
  const formatter = formatterFor(zone)
  if (formatter === undefined) return undefined
  const parts = new Map(formatter.formatToParts(atMs).map(({ type, value }) => [type, value]))
  const field = (name: Intl.DateTimeFormatPartTypes): number => Number(parts.get(name) ?? 0)
  const year = parts.get('era') === 'BC' ? 1 - field('year') : field('year')
  const local = Date.UTC(2000, field('month') - 1, field('day'), field('hour'), field('minute'), field('second'))
  const shifted = new Date(local).setUTCFullYear(year, field('month') - 1, field('day'))
  return Math.round((shifted - Math.floor(atMs / 1000) * 1000) / MS_PER_MINUTE)
}

/** The short name at a moment, such as `CST`; the offset where there is none. */
export function shortName(zone: string, atMs: number): string {
  if (/^(?:UTC|GMT|Z|UT)$/.test(zone)) return zone === 'Z' ? 'UTC' : zone
  if (fixedOffset(zone) !== undefined) return offsetText(offsetMinutes(zone, atMs) ?? 0)
  for (const locale of LOCALES) {
    const name = new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: 'short' })
      .formatToParts(atMs)
      .find(({ type }) => type === 'timeZoneName')?.value
    if (name !== undefined && /^[A-Z]{3,5}$/.test(name)) return name
  }
  return offsetText(offsetMinutes(zone, atMs) ?? 0)
}

/** `+01:00`, or with another separator. */
export function offsetText(minutes: number, separator = ':'): string {
  const absolute = Math.abs(minutes)
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(absolute / 60))}${separator}${two(absolute % 60)}`
}

function fixedOffset(zone: string): number | undefined {
  if (/^(?:UTC|GMT|UT|Z)$/.test(zone)) return 0
  const match = FIXED.exec(zone)
  if (match === null) return undefined
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0)
  return minutes > 18 * 60 ? undefined : match[1] === '-' ? -minutes : minutes
}

function formatterFor(zone: string): Intl.DateTimeFormat | undefined {
  const known = formatters.get(zone)
  if (known !== undefined) return known
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/.test(zone)) return undefined
  try {
    const numeric = 'numeric'
    const formatter = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      era: 'short',
      year: numeric,
      month: numeric,
      day: numeric,
      hour: numeric,
      minute: numeric,
      second: numeric,
    })
    const oldest = formatters.keys().next()
    if (formatters.size >= MAX_FORMATTERS && oldest.done !== true) formatters.delete(oldest.value)
    formatters.set(zone, formatter)
    return formatter
  } catch {
    return undefined
  }
}
