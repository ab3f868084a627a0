import { toIndex, toText } from '../conversions.js'
import { isArray, isObject, toJson, type Value, type ValueArray, type ValueObject } from '../value.js'
import { define, type FunctionTable } from './sql-function.js'

const MAX_TRANSFORM_BYTES = 131_072

/** Functions of Arrays, Objects and of values of any type. */
export const collectionFunctions: FunctionTable = {
  concat: define('2015-10-08', [0, 100], concat),
  get: define('2015-10-08', 2, ([collection, key]) => get(collection, key)),
  get_or_default: define('2016-03-23', [1, 2], ([value, fallback]) => value ?? fallback),
  isnull: define('2016-03-23', 1, ([value]) => value === null),
  isundefined: define('2016-03-23', 1, ([value]) => value === undefined),
  transform: define('2016-03-23', 3, ([mode, object, array]) => {
    if (mode !== 'enrichArray' || !isObject(object) || !isArray(array) || !array.every(isObject)) return undefined
    return enrich(array, object)
  }),
}

/** RUL-613. One argument stays as it is. */
function concat(args: readonly Value[]): Value {
  if (args.length < 2) return args[0]
  if (args.includes(undefined)) return undefined
  if (args.some(isArray)) return args.flatMap((value): ValueArray => (isArray(value) ? value : [value]))
  if (!args.some((value) => typeof value === 'string')) return undefined
  const texts = args.map(toText)
  return texts.includes(undefined) ? undefined : texts.join('')
}

/** RUL-617. Array items and characters by index from 0, members by name. */
function get(collection: Value, key: Value): Value {
  if (isObject(collection)) return typeof key === 'string' ? collection.get(key) : undefined
  if (typeof collection !== 'string' && !isArray(collection)) return undefined
  const index = toIndex(key)
  return index === undefined || index < 0 ? undefined : collection[index]
}

/** RUL-657. Of members with one name the element's own is kept. */
function enrich(array: readonly ValueObject[], object: ValueObject): Value {
  const enriched = array.map((element) => {
    const merged = new Map(element)
    for (const [name, member] of object) if (!merged.has(name)) merged.set(name, member)
    return merged
  })
  return Buffer.byteLength(toJson(enriched), 'utf8') > MAX_TRANSFORM_BYTES ? undefined : enriched
}
