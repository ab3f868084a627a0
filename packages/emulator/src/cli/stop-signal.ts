import { constants } from 'node:os'
import { exitCodeOfSignal } from './exit-codes.js'

/** Package runners and terminals deliver a signal twice, at once; only a later one counts as a second. */
const REPEAT_WINDOW_MS = 100

/** Resolves with the first signal to stop; a second one ends the process at once. */
export function waitForStopSignal(onSecond: () => void): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let firstAtMs: number | undefined
    const onSignal = (signal: NodeJS.Signals): void => {
      if (firstAtMs === undefined) {
        firstAtMs = Date.now()
        resolve(signal)
      } else if (Date.now() - firstAtMs > REPEAT_WINDOW_MS) {
        onSecond()
        process.exit(exitCodeOfSignal(constants.signals[signal]))
      }
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal)
  })
}
