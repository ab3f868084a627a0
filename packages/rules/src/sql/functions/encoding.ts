import { createHash } from 'node:crypto'
import { toText } from '../conversions.js'
import { parseJson } from '../json-parser.js'
import { md2 } from './md2.js'
import { define, type FunctionTable, type SqlFunction } from './sql-function.js'

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/

/** Encodings and digests (RUL-614, RUL-626, RUL-659). */
export const encodingFunctions: FunctionTable = {
  encode: {
    ...define('2016-03-23', 2, ([value, scheme]) => {
      const text = toText(value)
      return text === undefined || scheme !== 'base64' ? undefined : Buffer.from(text, 'utf8').toString('base64')
    }),
    evaluateOnPayload: ([, scheme], context) => (scheme === 'base64' ? context.payload.bytes.toString('base64') : undefined),
  },
  /** JSON becomes its value, other text a String, what is not base64 Null. */
  decode: define('2016-03-23', 2, ([value, scheme], context) => {
    const encoded = toText(value)
    if (encoded === undefined || scheme !== 'base64') return undefined
    if (!BASE64.test(encoded)) return null
    const text = Buffer.from(encoded, 'base64').toString('utf8')
    const json = parseJson(text, context.version)
    return json.isJson ? json.value : text
  }),
  md2: define('2015-10-08', 1, ([value]) => {
    const text = toText(value)
    return text === undefined ? undefined : md2(text)
  }),
  md5: digest('md5'),
  sha1: digest('sha1'),
  sha224: digest('sha224'),
  sha256: digest('sha256'),
  sha384: digest('sha384'),
  sha512: digest('sha512'),
}

function digest(algorithm: string): SqlFunction {
  return define('2015-10-08', 1, ([value]) => {
    const text = toText(value)
    return text === undefined ? undefined : createHash(algorithm).update(text, 'utf8').digest('hex')
  })
}
