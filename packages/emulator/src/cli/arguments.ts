import { parseArgs } from 'node:util'
import { EmulatorError } from '@iot-core-local/core'
import { unknownName } from '../config/load-config.js'
import { nearestName } from '../config/nearest-name.js'
import { flagOf, OPTION_NAMES, type OptionName } from '../config/options.js'

/** A flag of one command, besides those of the option table. */
export interface CommandFlag {
  readonly name: string
  readonly isMultiple?: boolean
  readonly isSwitch?: boolean
  readonly help: string
}

export interface ParsedArguments {
  readonly positionals: readonly string[]
  /** Flags of the option table. */
  readonly flags: Readonly<Partial<Record<OptionName, string>>>
  readonly configFile: string | undefined
  /** The command's own flags; each a list, empty when not given. */
  readonly own: Readonly<Record<string, readonly string[]>>
}

/** @throws EmulatorError ICL_CONFIG_INVALID for a flag that does not exist, with the nearest one, and for one without its value. */
export function parseArguments(argv: readonly string[], ownFlags: readonly CommandFlag[] = []): ParsedArguments {
  const options: Record<string, { type: 'string' | 'boolean'; multiple?: boolean }> = { config: { type: 'string' } }
  for (const name of OPTION_NAMES) options[flagOf(name)] = { type: 'string' }
  for (const flag of ownFlags) options[flag.name] = { type: flag.isSwitch === true ? 'boolean' : 'string', multiple: true }
  const { values, positionals, tokens } = parseArgs({ args: [...argv], options, allowPositionals: true, strict: false, tokens: true })
  for (const token of tokens) {
    if (token.kind !== 'option') continue
    const declared = options[token.name]
    if (declared === undefined || !token.rawName.startsWith('--'))
      throw unknownName(
        `The flag ${token.rawName}`,
        token.rawName,
        Object.keys(options).map((name) => `--${name}`),
      )
    if (declared.type === 'string' && (token.value === undefined || (token.value.startsWith('--') && !token.inlineValue))) {
      throw new EmulatorError('ICL_CONFIG_INVALID', `The flag --${token.name} needs a value.`, {
        hint: `Write --${token.name} VALUE or --${token.name}=VALUE.`,
      })
    }
  }
  const flags: Partial<Record<OptionName, string>> = {}
  for (const name of OPTION_NAMES) {
    const value = values[flagOf(name)]
    if (typeof value === 'string') flags[name] = value
  }
  const own = Object.fromEntries(ownFlags.map((flag) => [flag.name, listOf(values[flag.name])]))
  return { positionals, flags, configFile: typeof values['config'] === 'string' ? values['config'] : undefined, own }
}

function listOf(values: unknown): readonly string[] {
  return Array.isArray(values) ? values.map((value) => (typeof value === 'string' ? value : 'true')) : []
}

/** The error for a command that does not exist. */
export function unknownCommand(given: string, known: readonly string[]): EmulatorError {
  const nearest = nearestName(given, known)
  return new EmulatorError('ICL_CONFIG_INVALID', `There is no command '${given}'.`, {
    hint: nearest === undefined ? 'iot-core-local --help lists the commands.' : `Did you mean '${nearest}'?`,
  })
}
