import { EmulatorError } from '@iot-core-local/core'

/** Reads a value as text (flag, variable) or as JSON (config file) into what the program works with. */
export interface OptionKind<Value> {
  /** What a value looks like, for help and messages: `0..65535`. */
  readonly shape: string
  /** The value, or undefined when `raw` is not one. */
  parse(raw: unknown): Value | undefined
}

export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

export const portKind: OptionKind<number> = {
  shape: 'a port from 0 to 65535, 0 for a free one',
  parse: (raw) => {
    const port = typeof raw === 'number' ? raw : typeof raw === 'string' && /^\d{1,5}$/.test(raw) ? Number(raw) : Number.NaN
    return Number.isInteger(port) && port >= 0 && port <= 65_535 ? port : undefined
  },
}

export const textKind: OptionKind<string> = {
  shape: 'a text',
  parse: (raw) => (typeof raw === 'string' && raw !== '' ? raw : undefined),
}

export function patternKind(shape: string, pattern: RegExp): OptionKind<string> {
  return { shape, parse: (raw) => (typeof raw === 'string' && pattern.test(raw) ? raw : undefined) }
}

export function choiceKind<const Choice extends string>(choices: readonly Choice[]): OptionKind<Choice> {
  return { shape: `one of ${choices.join(', ')}`, parse: (raw) => choices.find((choice) => choice === raw) }
}

/** A list of names: as text separated by commas, in the config file also as an array. */
export const namesKind: OptionKind<readonly string[]> = {
  shape: 'names separated by commas',
  parse: (raw) => {
    const names: readonly unknown[] = typeof raw === 'string' ? raw.split(',').map((name) => name.trim()) : Array.isArray(raw) ? raw : []
    const texts = names.filter((name): name is string => typeof name === 'string' && /^[A-Za-z0-9.:-]+$/.test(name))
    return texts.length > 0 && texts.length === names.length ? texts : undefined
  },
}

/** Key pairs: as text `id:secret,id:secret`, in the config file also as an object of id to secret, in process also as an array of pairs. */
export const credentialsKind: OptionKind<readonly Credentials[]> = {
  shape: 'accessKeyId:secretAccessKey, several separated by commas',
  parse: (raw) => {
    const pairs: readonly (readonly [string, unknown])[] =
      typeof raw === 'string'
        ? raw.split(',').map(splitPair)
        : Array.isArray(raw)
          ? raw.map(pairOf)
          : isRecord(raw)
            ? Object.entries(raw)
            : []
    const credentials: Credentials[] = []
    for (const [accessKeyId, secretAccessKey] of pairs) {
      if (!/^\w{1,128}$/.test(accessKeyId) || typeof secretAccessKey !== 'string' || secretAccessKey === '') return undefined
      credentials.push({ accessKeyId, secretAccessKey })
    }
    return credentials.length > 0 ? credentials : undefined
  },
}

function isRecord(raw: unknown): raw is Readonly<Record<string, unknown>> {
  return typeof raw === 'object' && raw !== null
}

function pairOf(raw: unknown): readonly [string, unknown] {
  const accessKeyId = isRecord(raw) ? raw['accessKeyId'] : undefined
  return [typeof accessKeyId === 'string' ? accessKeyId : '', isRecord(raw) ? raw['secretAccessKey'] : undefined]
}

function splitPair(text: string): readonly [string, string] {
  const colon = text.indexOf(':')
  return colon < 0 ? [text.trim(), ''] : [text.slice(0, colon).trim(), text.slice(colon + 1).trim()]
}

/** The error for a value that is not of its kind. A secret is never shown. */
export function invalidValue(where: string, kind: OptionKind<unknown>, raw: unknown, isSecret: boolean): EmulatorError {
  const shown = isSecret ? 'The value given' : JSON.stringify(raw)
  return new EmulatorError('ICL_CONFIG_INVALID', `${where}: ${shown} is not ${kind.shape}.`, { hint: `Give ${where} ${kind.shape}.` })
}
