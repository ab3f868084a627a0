import { notImplemented, type Clock, type IdSource } from '@iot-core-local/core'
import type { Authority } from './authority.js'

export interface AuthorityOptions {
  /** Dates certificates, and says when the server certificate is due for renewal. Give the real clock: TLS clients judge by theirs. */
  readonly clock: Clock
  /** Serial numbers. */
  readonly ids: IdSource
  /** Where keys and certificates are kept; made when missing (folder 0700, keys 0600). Without it everything is in memory. */
  readonly directory?: string
  /** Host names and IP addresses of the server certificate besides `localhost`, `127.0.0.1` and `::1`. */
  readonly hostNames?: readonly string[]
}

/**
 * Makes the authority, or loads it from its directory.
 * @throws EmulatorError ICL_CA_DIR_INVALID when the directory holds something else than a whole authority or cannot be used.
 */
export function createAuthority(_options: AuthorityOptions): Promise<Authority> {
  return Promise.reject(notImplemented('The certificate authority'))
}
