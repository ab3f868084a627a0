/** The process's own streams and colours, so that commands can be tried without them. */
export interface Terminal {
  /** Data: what a script would read. */
  out(text: string): void
  /** Messages for people. */
  err(text: string): void
  readonly isOutTerminal: boolean
  readonly isErrColoured: boolean
}

export function processTerminal(environment: Readonly<Record<string, string | undefined>>): Terminal {
  const isForced = environment['FORCE_COLOR'] !== undefined && environment['FORCE_COLOR'] !== '0'
  return {
    out: (text) => {
      process.stdout.write(`${text}\n`)
    },
    err: (text) => {
      process.stderr.write(`${text}\n`)
    },
    isOutTerminal: process.stdout.isTTY,
    isErrColoured: isForced || (process.stderr.isTTY && environment['NO_COLOR'] === undefined),
  }
}
