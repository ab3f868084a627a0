import { setImmediate } from 'node:timers/promises'

/**
 * Lets the event loop turn once: sockets are read, due timers run. It is about whose turn it is and not about time, so long work that goes on
 * through it does so also while the clock stands still.
 */
export function nextTurn(): Promise<void> {
  return setImmediate()
}
