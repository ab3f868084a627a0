/** Turns pino's JSON lines into lines for people: time, level, message, then the facts as `key=value`. */
export class TextLines {
  readonly #target: { write(text: string): unknown }
  readonly #isColoured: boolean

  constructor(target: { write(text: string): unknown }, isColoured: boolean) {
    this.#target = target
    this.#isColoured = isColoured
  }

  write(line: string): void {
    const { level, time, msg, err, ...facts } = JSON.parse(line) as Record<string, unknown>
    const clock = typeof time === 'string' ? time.slice(11, 23) : ''
    const pairs = Object.entries(facts).map(([key, value]) => `${key}=${textOf(value)}`)
    const text = [clock, this.#level(textOf(level)), textOf(msg), this.#dim(pairs.join(' '))].filter((part) => part !== '').join('  ')
    const stack = typeof err === 'object' && err !== null && 'stack' in err ? `\n${String(err.stack)}` : ''
    this.#target.write(`${text}${stack}\n`)
  }

  #level(level: string): string {
    if (!this.#isColoured) return level.padEnd(5)
    const colour = level === 'error' ? 31 : level === 'warn' ? 33 : 36
    return `\u001b[${String(colour)}m${level.padEnd(5)}\u001b[0m`
  }

  #dim(text: string): string {
    return this.#isColoured && text !== '' ? `\u001b[2m${text}\u001b[0m` : text
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value)
}
