import type { TimerHandle, Timers } from '@iot-core-local/core'
import { FUNCTION_TIMEOUT_MS } from '../limits.js'
import type { FunctionCaller } from '../ports.js'

/** What became of a call: an answer, or why there is none. */
export type FunctionAnswer = { readonly answer: unknown } | { readonly failure: string }

/**
 * Calls a function and waits for its answer, five seconds at most (PRV-631, PRV-641), by whichever of the clocks they pass first. Never throws.
 * The account's clock alone would not do: it may stand still, and whoever moves it waits for the requests that are being answered.
 */
export async function callFunction(
  clocks: readonly Timers[],
  functions: FunctionCaller,
  functionArn: string,
  event: object,
): Promise<FunctionAnswer> {
  let deadlines: readonly TimerHandle[] = []
  const late = new Promise<FunctionAnswer>((resolve) => {
    const giveUp = (): void => {
      resolve({ failure: `it gave no answer within ${String(FUNCTION_TIMEOUT_MS / 1_000)} seconds` })
    }
    deadlines = clocks.map((clock) => clock.after(FUNCTION_TIMEOUT_MS, giveUp))
  })
  const called = functions.call(functionArn, event).then(
    (answer): FunctionAnswer => ({ answer }),
    (error: unknown): FunctionAnswer => ({ failure: error instanceof Error ? `it failed: ${error.message}` : 'it failed' }),
  )
  try {
    return await Promise.race([called, late])
  } finally {
    for (const deadline of deadlines) deadline.cancel()
  }
}
