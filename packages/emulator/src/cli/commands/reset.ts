import { callAdmin, endpointOf, ENDPOINT_FLAG } from '../admin-client.js'
import type { Command } from '../command.js'
import { EXIT } from '../exit-codes.js'

export const reset: Command = {
  name: 'reset',
  usage: '',
  help: 'drop all resources and connections of a running emulator; listeners and CA stay',
  flags: [ENDPOINT_FLAG],
  arity: [0, 0],
  run: async ({ config, arguments: parsed, terminal }) => {
    await callAdmin(endpointOf(config, parsed), 'POST', '/_local/reset')
    terminal.err('Everything is reset.')
    return EXIT.clean
  },
}
