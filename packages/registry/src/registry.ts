import { notImplemented } from '@iot-core-local/core'
import type { Registry, RegistryDeps, RegistryOptions } from './registry-door.js'

/** Makes the registry of one account. */
export function createRegistry(_deps: RegistryDeps, _options: RegistryOptions = {}): Registry {
  throw notImplemented('The registry')
}
