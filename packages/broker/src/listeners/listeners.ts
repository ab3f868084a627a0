import { notImplemented } from '@iot-core-local/core'
import type { ListenerDeps, ListenerOptions, Listeners } from './ports.js'

/** Makes the listeners of a process; nothing listens before a `listen` method is called. */
export function createListeners(_deps: ListenerDeps, _options: ListenerOptions = {}): Listeners {
  throw notImplemented('The MQTT edge')
}
