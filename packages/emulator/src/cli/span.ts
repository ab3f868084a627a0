import { EmulatorError } from '@iot-core-local/core'

const UNIT_MS: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000, ms: 1 }

/**
 * Milliseconds of a span: `1h30m`, `90s`, `250ms`, `2d`, or an ISO 8601 duration of days and less, such as `PT1H30M`.
 * @throws EmulatorError ICL_CONFIG_INVALID when it is none.
 */
export function spanMs(text: string): number {
  const plain = /^P(?=.)(.*)$/i.exec(text)?.[1]?.replace(/t/i, '').toLowerCase() ?? text.toLowerCase()
  const parts = [...plain.matchAll(/(\d+(?:\.\d+)?)(ms|d|h|m|s)/g)]
  if (parts.length === 0 || parts.map((part) => part[0]).join('') !== plain) {
    throw new EmulatorError('ICL_CONFIG_INVALID', `'${text}' is not a span of time.`, { hint: 'Write it like 1h30m, 90s, 250ms or PT1H.' })
  }
  return parts.reduce((sum, [, count = '0', unit = 's']) => sum + Number(count) * (UNIT_MS[unit] ?? 0), 0)
}
