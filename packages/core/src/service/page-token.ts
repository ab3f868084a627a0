import { invalidRequest } from '../errors/aws-errors.js'

/*
 * Opaque page tokens. A token carries the sort key of the last item given out, not a position, so that nothing is lost or repeated
 * while items come and go. The scope ties a token to its list: one of another operation is refused (API-038).
 */

/** Makes a token. `key` is the sort key of the last item of the page: strings and numbers. */
export function encodePageToken(scope: string, key: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify([scope, ...key]), 'utf8').toString('base64url')
}

/** The key of a token; undefined when there is no token. @throws InvalidRequestException when it is not a token of this scope. */
export function decodePageToken(scope: string, token: string | undefined): readonly (string | number)[] | undefined {
  if (token === undefined || token === '') return undefined
  const parts = parse(token)
  if (!Array.isArray(parts) || parts[0] !== scope) throw invalidRequest('The page token is not valid.')
  const key: (string | number)[] = []
  for (const part of parts.slice(1) as readonly unknown[]) {
    if (typeof part !== 'string' && typeof part !== 'number') throw invalidRequest('The page token is not valid.')
    key.push(part)
  }
  return key
}

function parse(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token, 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
}
