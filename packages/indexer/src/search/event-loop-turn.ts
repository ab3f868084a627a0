import { setImmediate as turn } from 'node:timers/promises'

/**
 * Lets the event loop turn once: sockets are read, due timers run. It is no delay, so it does not depend on the account's clock, and long
 * work goes on while that clock is held still.
 */
export function eventLoopTurn(): Promise<void> {
  return turn()
}
