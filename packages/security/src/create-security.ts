import { notImplemented } from '@iot-core-local/core'
import type { Security, SecurityDeps, SecurityOptions } from './security.js'

/** Wires the certificates, CA certificates and policies of one account. */
export function createSecurity(_deps: SecurityDeps, _options: SecurityOptions = {}): Security {
  throw notImplemented('The security of an account')
}
