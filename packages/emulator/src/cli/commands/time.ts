import { EmulatorError } from '@iot-core-local/core'
import { callAdmin, endpointOf, ENDPOINT_FLAG } from '../admin-client.js'
import type { Command } from '../command.js'
import { EXIT } from '../exit-codes.js'
import { spanMs } from '../span.js'

const ACTIONS = ['show', 'freeze', 'advance', 'resume']

export const time: Command = {
  name: 'time',
  usage: '[show | freeze | advance SPAN | resume]',
  help: 'look at or move the clock of a running emulator; SPAN is like 1h30m, 90s or PT1H',
  flags: [ENDPOINT_FLAG],
  arity: [0, 2],
  run: async ({ config, arguments: parsed, terminal }) => {
    const [action = 'show', span] = parsed.positionals
    if (!ACTIONS.includes(action) || (action === 'advance') !== (span !== undefined)) {
      throw new EmulatorError('ICL_CONFIG_INVALID', `'time ${parsed.positionals.join(' ')}' is not understood.`, {
        hint: 'Write time show, time freeze, time advance 1h or time resume.',
      })
    }
    const endpoint = endpointOf(config, parsed)
    const body = action === 'advance' ? { advance: spanMs(span ?? '') } : { [action]: true }
    const response =
      action === 'show' ? await callAdmin(endpoint, 'GET', '/_local/time') : await callAdmin(endpoint, 'POST', '/_local/time', body)
    terminal.out((await response.text()).trimEnd())
    return EXIT.clean
  },
}
