import type { Terminal } from '../terminal.js'

/** Tells what happens to a device: a line for people, or an object for programs. */
export interface Reporter {
  /** `event` and `facts` are for programs, `text` for people. */
  say(event: string, text: string, facts?: object): void
  /** The same of something that went wrong. */
  complain(event: string, text: string, facts?: object): void
  /** Whether anything has gone wrong so far. */
  readonly hasComplained: boolean
}

/** Everything as one JSON object a line on standard output, or text there and complaints on standard error. */
export function createReporter(terminal: Terminal, isJson: boolean, now: () => Date): Reporter {
  let hasComplained = false
  const tell = (stream: 'out' | 'err', event: string, text: string, facts: object): void => {
    const time = now()
    if (isJson) terminal.out(JSON.stringify({ time: time.toISOString(), event, ...facts }))
    else terminal[stream](`${time.toTimeString().slice(0, 8)}  ${text}`)
  }
  return {
    get hasComplained() {
      return hasComplained
    },
    say: (event, text, facts = {}) => {
      tell('out', event, text, facts)
    },
    complain: (event, text, facts = {}) => {
      hasComplained = true
      tell('err', event, text, { ...facts, message: text })
    },
  }
}
