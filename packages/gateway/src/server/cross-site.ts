import type { IncomingHttpHeaders } from 'node:http'

const READING_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Whether a web page of another site is behind a request that changes something. Browsers send such requests without asking first,
 * and the emulator accepts unsigned ones; AWS tools send no Origin.
 */
export function isCrossSiteChange(method: string, headers: IncomingHttpHeaders): boolean {
  const { origin, host } = headers
  if (origin === undefined || READING_METHODS.has(method)) return false
  return !URL.canParse(origin) || new URL(origin).host !== host?.toLowerCase()
}
