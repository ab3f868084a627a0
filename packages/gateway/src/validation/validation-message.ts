import type { ValidationProblem } from './compile-validation.js'

/** Longer values are cut in the message: what a client sent wrong in one place should not come back in megabytes. */
const MAX_SHOWN_CHARACTERS = 2_048

/** AWS's sentence on one or more broken constraints (API-061). */
export function validationMessage(problems: readonly ValidationProblem[]): string {
  const items = problems.map(({ value, path, constraint, isSensitive }) => {
    const shown = isSensitive ? 'Value' : value === undefined ? 'Value null' : `Value '${show(value)}'`
    return `${shown} at '${path}' failed to satisfy constraint: ${constraint}`
  })
  return `${problems.length} validation error${problems.length === 1 ? '' : 's'} detected: ${items.join('; ')}`
}

function show(value: unknown): string {
  const text = render(value)
  return text.length > MAX_SHOWN_CHARACTERS ? `${text.slice(0, MAX_SHOWN_CHARACTERS)}...` : text
}

/** As Java prints collections: `[a, b]` and `{key=value}` (API-062). */
function render(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Uint8Array) return `${value.length} bytes`
  if (Array.isArray(value)) return `[${value.map(render).join(', ')}]`
  if (typeof value !== 'object' || value === null) return 'null'
  return `{${Object.entries(value)
    .map(([key, item]) => `${key}=${render(item)}`)
    .join(', ')}}`
}
