import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { EmulatorError } from '@iot-core-local/core'
import { nearestName } from './nearest-name.js'
import { invalidValue } from './option-kinds.js'
import { type Config, flagOf, OPTION_NAMES, type OptionName, OPTIONS, variableOf } from './options.js'

const CONFIG_FILE_NAME = 'iot-core-local.config.json'

export interface ConfigSources {
  /** Flags by option name, as typed. */
  readonly flags: Readonly<Partial<Record<OptionName, string>>>
  readonly environment: Readonly<Record<string, string | undefined>>
  /** `--config`; without it the file is looked for from `folder` upwards. */
  readonly configFile?: string | undefined
  readonly folder: string
}

/** Where each value comes from, for `start --show-config`-like questions and for messages. */
export type ConfigOrigins = Readonly<Record<OptionName, 'flag' | 'environment' | 'file' | 'default'>>

export interface LoadedConfig {
  readonly config: Config
  readonly origins: ConfigOrigins
}

/**
 * Flag over variable over file over default.
 * @throws EmulatorError ICL_CONFIG_INVALID naming the place, for unknown names and for values that are not of their kind.
 */
export function loadConfig(sources: ConfigSources): LoadedConfig {
  refuseUnknownVariables(sources.environment)
  const file = readConfigFile(sources)
  const values: Record<string, unknown> = {}
  const origins: Record<string, ConfigOrigins[OptionName]> = {}
  for (const name of OPTION_NAMES) {
    const { value, origin } = pick(name, sources, file)
    values[name] = value
    origins[name] = origin
  }
  refuseContradictions(values)
  // Filled above for each name of the table, each value from the kind that types it.
  return { config: Object.freeze(values) as Config, origins: Object.freeze(origins) }
}

interface ConfigFile {
  readonly path: string
  readonly values: Readonly<Record<string, unknown>>
}

function pick(
  name: OptionName,
  sources: ConfigSources,
  file: ConfigFile | undefined,
): { value: unknown; origin: ConfigOrigins[OptionName] } {
  const flag = sources.flags[name]
  if (flag !== undefined) return { value: parse(name, flag, `--${flagOf(name)}`), origin: 'flag' }
  const variable = sources.environment[variableOf(name)]
  if (variable !== undefined && variable !== '') return { value: parse(name, variable, variableOf(name)), origin: 'environment' }
  if (file !== undefined && name in file.values) return { value: parse(name, file.values[name], `${name} in ${file.path}`), origin: 'file' }
  return { value: OPTIONS[name].default, origin: 'default' }
}

/** One value of the table, from text or JSON. @throws EmulatorError ICL_CONFIG_INVALID. */
export function parse(name: OptionName, raw: unknown, where: string): unknown {
  const { kind, isSecret } = OPTIONS[name]
  const value: unknown = kind.parse(raw)
  if (value === undefined) throw invalidValue(where, kind, raw, isSecret === true)
  return value
}

function refuseUnknownVariables(environment: ConfigSources['environment']): void {
  const known = [...OPTION_NAMES.map(variableOf), 'ICL_CONFIG']
  for (const variable of Object.keys(environment)) {
    if (variable.startsWith('ICL_') && !known.includes(variable)) throw unknownName(`The variable ${variable}`, variable, known)
  }
}

function readConfigFile(sources: ConfigSources): ConfigFile | undefined {
  const named = sources.configFile ?? sources.environment['ICL_CONFIG']
  const path = named === undefined ? findUpwards(sources.folder) : resolve(sources.folder, named)
  if (path === undefined) return undefined
  const values = readJson(path)
  if (typeof values !== 'object' || values === null || Array.isArray(values)) {
    throw new EmulatorError('ICL_CONFIG_INVALID', `${path} does not hold a JSON object.`, {
      hint: 'Write { "httpPort": 4567 } and the like into it.',
    })
  }
  for (const key of Object.keys(values)) {
    if (!OPTION_NAMES.some((name) => name === key)) throw unknownName(`The key '${key}' in ${path}`, key, OPTION_NAMES)
  }
  return { path, values: values as Readonly<Record<string, unknown>> }
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new EmulatorError('ICL_CONFIG_INVALID', `The config file ${path} cannot be read: ${why}.`, {
      hint: 'Check the path given with --config, and that the file is JSON.',
      cause,
    })
  }
}

function findUpwards(folder: string): string | undefined {
  for (let current = resolve(folder); ; current = dirname(current)) {
    const path = join(current, CONFIG_FILE_NAME)
    if (existsSync(path)) return path
    if (dirname(current) === current) return undefined
  }
}

function refuseContradictions(values: Readonly<Record<string, unknown>>): void {
  const fixedPorts = new Map<number, string>()
  for (const name of OPTION_NAMES) {
    const value = values[name]
    if (!name.endsWith('Port') || typeof value !== 'number' || value === 0) continue
    const other = fixedPorts.get(value)
    if (other !== undefined) {
      throw new EmulatorError('ICL_CONFIG_INVALID', `${other} and ${name} are both ${String(value)}.`, {
        hint: 'Give each listener its own port, or 0 for a free one.',
      })
    }
    fixedPorts.set(value, name)
  }
}

/** The error for a name that does not exist, with the nearest one that does. */
export function unknownName(what: string, name: string, known: readonly string[]): EmulatorError {
  const nearest = nearestName(name, known)
  return new EmulatorError('ICL_CONFIG_INVALID', `${what} does not exist.`, {
    hint: nearest === undefined ? 'iot-core-local --help lists what there is.' : `Did you mean ${nearest}?`,
  })
}
