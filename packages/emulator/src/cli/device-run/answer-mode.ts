import { createInterface, type Interface } from 'node:readline'
import { EmulatorError } from '@iot-core-local/core'

/** How the device answers jobs and commands. */
export const ANSWER_MODES = ['succeed', 'fail', 'reject', 'slow', 'ask'] as const
export type AnswerMode = (typeof ANSWER_MODES)[number]
/** What it does about one of them. `ignore` is for people who are asked. */
export type Answer = Exclude<AnswerMode, 'ask'> | 'ignore'

/** The beginning of a word does; `s` is the first that begins so. */
const ANSWERS: readonly Answer[] = ['succeed', 'fail', 'reject', 'slow', 'ignore']

/** @throws EmulatorError ICL_CONFIG_INVALID */
export function readAnswerMode(flag: string, text: string | undefined, fallback: AnswerMode): AnswerMode {
  if (text === undefined) return fallback
  const mode = ANSWER_MODES.find((one) => one === text)
  if (mode !== undefined) return mode
  throw new EmulatorError('ICL_CONFIG_INVALID', `--${flag} ${text} is no way to answer.`, { hint: `It takes ${ANSWER_MODES.join(', ')}.` })
}

/** Asks whoever sits at the terminal, one question after another. */
export class Questions {
  #input: Interface | undefined
  /** Lines that were typed before they were asked for. */
  readonly #typed: string[] = []
  #isOver = false
  #news: () => void = () => undefined
  #last: Promise<unknown> = Promise.resolve()

  /** The answer; `ignore` when there is nobody to ask any more. */
  ask(what: string): Promise<Answer> {
    const asked = this.#last.then(() => this.#ask(what))
    this.#last = asked
    return asked
  }

  close(): void {
    this.#input?.close()
  }

  async #ask(what: string): Promise<Answer> {
    this.#open()
    for (;;) {
      process.stderr.write(`${what}: ${ANSWERS.join(', ')}? `)
      const line = await this.#line()
      if (line === undefined) return 'ignore'
      const typed = line.trim().toLowerCase()
      const answer = typed === '' ? undefined : ANSWERS.find((one) => one.startsWith(typed))
      if (answer !== undefined) return answer
    }
  }

  /** Opened with the first question, because reading keeps the process from ending; line by line, so that Ctrl-C stays a signal. */
  #open(): void {
    if (this.#input !== undefined) return
    this.#input = createInterface({ input: process.stdin, terminal: false })
    this.#input.on('line', (line) => {
      this.#typed.push(line)
      this.#news()
    })
    this.#input.on('close', () => {
      this.#isOver = true
      this.#news()
    })
  }

  async #line(): Promise<string | undefined> {
    while (this.#typed.length === 0 && !this.#isOver) await new Promise<void>((resolve) => (this.#news = resolve))
    return this.#typed.shift()
  }
}
