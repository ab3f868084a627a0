import { setImmediate } from 'node:timers/promises'

/** Resolves on the next turn of the event loop: it is about whose turn it is, not about time, so it runs also while the clock stands still. */
export function nextTurn(): Promise<void> {
  return setImmediate()
}
