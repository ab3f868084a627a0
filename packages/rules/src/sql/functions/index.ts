import { collectionFunctions } from './collections.js'
import { encodingFunctions } from './encoding.js'
import { messageFunctions } from './message.js'
import { numberFunctions } from './numbers.js'
import { regularExpressionFunctions } from './regular-expressions.js'
import type { SqlFunction } from './sql-function.js'
import { stringFunctions } from './strings.js'
import { timeFunctions } from './time.js'

const functions: ReadonlyMap<string, SqlFunction> = new Map(
  [
    numberFunctions,
    stringFunctions,
    regularExpressionFunctions,
    collectionFunctions,
    messageFunctions,
    encodingFunctions,
    timeFunctions,
  ].flatMap((table) => Object.entries(table)),
)

/** Functions that AWS documents and the engine does not have. */
const NOT_COVERED: ReadonlySet<string> = new Set([
  'aws_lambda',
  'get_dynamodb',
  'get_registry_data',
  'get_secret',
  'get_thing_shadow',
  'machinelearning_predict',
])

/** The function of that name, in any case. */
export function findFunction(name: string): SqlFunction | 'not covered' | undefined {
  const lower = name.toLowerCase()
  return functions.get(lower) ?? (NOT_COVERED.has(lower) ? 'not covered' : undefined)
}
