import type { Timers } from '@iot-core-local/core'
import { FUNCTION_TIMEOUT_MS } from '../limits.js'
import type { FunctionCaller } from '../ports.js'

/** What became of a call: an answer, or why there is none. */
export type FunctionAnswer = { readonly answer: unknown } | { readonly failure: string }

/** Calls a function and waits for its answer, five seconds of the account's clock at most (PRV-631, PRV-641). Never throws. */
export async function callFunction(timers: Timers, functions: FunctionCaller, functionArn: string, event: object): Promise<FunctionAnswer> {
  let stopWaiting = (): void => undefined
  const late = new Promise<FunctionAnswer>((resolve) => {
    const timer = timers.after(FUNCTION_TIMEOUT_MS, () => {
      resolve({ failure: `it gave no answer within ${String(FUNCTION_TIMEOUT_MS / 1_000)} seconds` })
    })
    stopWaiting = () => {
      timer.cancel()
    }
  })
  const called = functions.call(functionArn, event).then(
    (answer): FunctionAnswer => ({ answer }),
    (error: unknown): FunctionAnswer => ({ failure: error instanceof Error ? `it failed: ${error.message}` : 'it failed' }),
  )
  try {
    return await Promise.race([called, late])
  } finally {
    stopWaiting()
  }
}
