import { EmulatorError } from '@iot-core-local/core'
import { loadConfig } from '../config/load-config.js'
import { VERSION } from '../host/version.js'
import { parseArguments, unknownCommand } from './arguments.js'
import type { Command } from './command.js'
import { ca } from './commands/ca.js'
import { coverage } from './commands/coverage.js'
import { deviceCreate } from './commands/device-create.js'
import { deviceRun } from './commands/device-run.js'
import { env } from './commands/env.js'
import { explain } from './commands/explain.js'
import { factory } from './commands/factory.js'
import { health } from './commands/health.js'
import { reset } from './commands/reset.js'
import { start } from './commands/start.js'
import { time } from './commands/time.js'
import { EXIT, exitCodeOf } from './exit-codes.js'
import { commandHelp, helpText } from './help.js'
import { processTerminal, type Terminal } from './terminal.js'

const COMMANDS: readonly Command[] = [start, deviceCreate, deviceRun, factory, env, health, reset, ca, time, explain, coverage]

/** Runs one command line and resolves with the exit code. */
async function run(argv: readonly string[], terminal: Terminal): Promise<number> {
  if (argv.includes('--version')) {
    terminal.out(VERSION)
    return EXIT.clean
  }
  const command = COMMANDS.find(({ name }) => name === argv.slice(0, name.split(' ').length).join(' '))
  if (argv.length === 0 || argv[0] === 'help' || (command === undefined && argv.includes('--help'))) {
    terminal.out(helpText(COMMANDS))
    return EXIT.clean
  }
  if (command === undefined)
    throw unknownCommand(
      argv.slice(0, 2).join(' '),
      COMMANDS.map(({ name }) => name),
    )
  const rest = argv.slice(command.name.split(' ').length)
  if (rest.includes('--help')) {
    terminal.out(commandHelp(command))
    return EXIT.clean
  }
  const parsed = parseArguments(rest, command.flags)
  const [least, most] = command.arity
  if (parsed.positionals.length < least || parsed.positionals.length > most) {
    throw new EmulatorError('ICL_CONFIG_INVALID', `'${command.name}' was given ${String(parsed.positionals.length)} arguments.`, {
      hint: `Usage: iot-core-local ${command.name} ${command.usage}`,
    })
  }
  const { config } = loadConfig({ flags: parsed.flags, environment: process.env, configFile: parsed.configFile, folder: process.cwd() })
  return command.run({ config, arguments: parsed, terminal })
}

function report(error: unknown, terminal: Terminal): number {
  if (error instanceof EmulatorError) {
    const hint = error.hint === undefined ? '' : `\n  Fix: ${error.hint}`
    terminal.err(`${error.code}  ${error.message}${hint}\n  More: docs/reference/errors.md#${error.code.toLowerCase()}`)
    return exitCodeOf(error.code)
  }
  terminal.err(
    error instanceof Error ? (isServiceRefusal(error) ? `${error.name}: ${error.message}` : (error.stack ?? error.message)) : String(error),
  )
  return EXIT.unexpected
}

/** What the emulator's own API answered: its name and message say it all. */
function isServiceRefusal(error: Error): boolean {
  return '$fault' in error && error.$fault === 'client'
}

const terminal = processTerminal(process.env)
try {
  process.exitCode = await run(process.argv.slice(2), terminal)
} catch (error) {
  process.exitCode = report(error, terminal)
}
