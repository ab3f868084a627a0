/* Reading back the JSON texts that the store files wrote. */

/** A map of texts; members of another type are left out. */
export function parseTextMap(json: string): Readonly<Record<string, string>> {
  if (json === '{}') return {}
  return Object.fromEntries(Object.entries(parseObject(json)).filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
}

/** A list of texts. */
export function parseTextList(json: string): readonly string[] {
  const value: unknown = JSON.parse(json)
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}

/** A list of maps of texts. */
export function parseTextMaps(json: string): readonly Readonly<Record<string, string>>[] {
  const value: unknown = JSON.parse(json)
  return Array.isArray(value) ? value.map((item: unknown) => parseTextMap(JSON.stringify(item))) : []
}

function parseObject(json: string): object {
  const value: unknown = JSON.parse(json)
  return typeof value === 'object' && value !== null ? value : {}
}
