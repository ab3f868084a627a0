import { flagOf, OPTION_NAMES, OPTIONS, variableOf } from '../config/options.js'
import type { Command } from './command.js'

const EXAMPLES = [
  'iot-core-local start                              run an AWS IoT Core account here',
  'eval "$(iot-core-local env)"                      point the AWS CLI and SDKs to it',
  'iot-core-local device create lamp-1               make a device that can connect',
  'iot-core-local device run lamp-1                  play it in this terminal',
]

export function helpText(commands: readonly Command[]): string {
  return [
    'Examples:',
    ...EXAMPLES.map((line) => `  ${line}`),
    '',
    'Commands:',
    ...commands.map((command) => `  ${command.name.padEnd(16)}${command.help}`),
    '',
    'Options (flag, variable; the config file has the same names in camelCase):',
    ...OPTION_NAMES.map(optionLine),
    `  --config FILE`.padEnd(32) + 'ICL_CONFIG'.padEnd(26) + 'config file; default: iot-core-local.config.json, looked for upwards',
    '',
    'Exit codes: 0 clean, 1 unexpected, 2 usage or configuration, 3 port, 4 data folder, 128+n forced by signal n.',
  ].join('\n')
}

export function commandHelp(command: Command): string {
  const flags = command.flags.map((flag) => `  --${flag.name.padEnd(20)}${flag.help}`)
  return [
    `iot-core-local ${command.name} ${command.usage}`.trimEnd(),
    '',
    `  ${command.help}`,
    ...(flags.length === 0 ? [] : ['', ...flags]),
  ].join('\n')
}

function optionLine(name: (typeof OPTION_NAMES)[number]): string {
  const { help, default: fallback } = OPTIONS[name]
  const shown = fallback === undefined ? '' : ` (default ${String(fallback)})`
  return `  --${flagOf(name)}`.padEnd(32) + variableOf(name).padEnd(26) + help + shown
}
