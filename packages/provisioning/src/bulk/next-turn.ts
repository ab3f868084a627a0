import { setImmediate } from 'node:timers/promises'

/** Lets the event loop do everything that is waiting. */
export async function nextTurn(): Promise<void> {
  await setImmediate()
}
