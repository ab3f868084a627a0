/** Tells a story on the terminal: chapters, and what was seen in each. */
export interface Narrator {
  chapter(title: string): void
  tell(text: string): void
  /** A fact with its evidence: what a client received, what the API answered. */
  show(what: string, evidence: unknown): void
}

export function narrator(write: (text: string) => void, isColoured: boolean): Narrator {
  const paint = (code: number, text: string): string => (isColoured ? `\u001b[${String(code)}m${text}\u001b[0m` : text)
  let number = 0
  return {
    chapter: (title) => write(`\n${paint(1, `${String(++number)}. ${title}`)}\n`),
    tell: (text) => write(`   ${text}\n`),
    show: (what, evidence) => {
      const text = typeof evidence === 'string' ? evidence : JSON.stringify(evidence)
      write(`   ${paint(32, '✓')} ${what}\n     ${paint(2, text.length > 220 ? `${text.slice(0, 220)}…` : text)}\n`)
    },
  }
}
