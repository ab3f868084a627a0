import { objectIdentifier, sequence, set, utf8String } from '../der/der-writer.js'
import { NAME_ATTRIBUTES } from './distinguished-name.js'

const IDENTIFIERS: ReadonlyMap<string, string> = new Map([...NAME_ATTRIBUTES].map(([id, name]) => [name, id]))

/**
 * The DER of a `Name`, each attribute under the name that policy variables have for it (SEC-704), such as `CommonName`.
 * @throws RangeError for an attribute that AWS IoT does not know
 */
export function writeName(values: Readonly<Record<string, string>>): Buffer {
  const parts = Object.entries(values).map(([attribute, value]) => {
    const id = IDENTIFIERS.get(attribute)
    if (id === undefined) throw new RangeError(`There is no name attribute ${attribute}; there are ${[...IDENTIFIERS.keys()].join(', ')}.`)
    return set(sequence(objectIdentifier(id), utf8String(value)))
  })
  return sequence(...parts)
}
