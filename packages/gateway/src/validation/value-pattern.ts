/*
 * The model's patterns are Java's. They hold for the whole value, anchored or not (API-064). JavaScript reads them alike but for the
 * POSIX classes, which it has not, and for Unicode properties, which it knows under the `u` flag only.
 */

const POSIX_CLASSES: Readonly<Record<string, string>> = {
  Graph: '\\x21-\\x7e',
  Upper: 'A-Z',
  Digit: '0-9',
  Cntrl: '\\x00-\\x1f\\x7f',
}

const compiled = new Map<string, RegExp>()

/** Compiles a pattern of the model, once. @throws SyntaxError when JavaScript cannot read it. */
export function valuePattern(pattern: string): RegExp {
  const known = compiled.get(pattern)
  if (known !== undefined) return known
  const translated = pattern.replace(/\\p\{(Graph|Upper|Digit|Cntrl)\}/g, (_whole, name: string) => POSIX_CLASSES[name] ?? '')
  const expression = new RegExp(`^(?:${translated})$`, translated.includes('\\p{') ? 'u' : '')
  compiled.set(pattern, expression)
  return expression
}
