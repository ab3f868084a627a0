import type { Config } from '../config/options.js'
import type { CommandFlag, ParsedArguments } from './arguments.js'
import type { Terminal } from './terminal.js'

export interface CommandContext {
  readonly config: Config
  readonly arguments: ParsedArguments
  readonly terminal: Terminal
}

export interface Command {
  /** One or two words, such as `device create`. */
  readonly name: string
  /** What follows the name: `<thing> [--out DIR]`. */
  readonly usage: string
  /** One line. */
  readonly help: string
  readonly flags: readonly CommandFlag[]
  /** How many positional arguments it takes: at least, at most. */
  readonly arity: readonly [number, number]
  /** Resolves with the exit code. */
  run(context: CommandContext): Promise<number>
}
