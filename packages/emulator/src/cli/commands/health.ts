import { callAdmin, endpointOf, ENDPOINT_FLAG } from '../admin-client.js'
import type { Command } from '../command.js'
import { EXIT } from '../exit-codes.js'

/** For container health checks: exit code 0 when everything is ready. */
export const health: Command = {
  name: 'health',
  usage: '',
  help: 'ask a running emulator whether it is ready; exit code 0 when it is',
  flags: [ENDPOINT_FLAG],
  arity: [0, 0],
  run: async ({ config, arguments: parsed, terminal }) => {
    const response = await callAdmin(endpointOf(config, parsed), 'GET', '/_local/health')
    terminal.out(await response.text())
    return response.ok ? EXIT.clean : EXIT.unexpected
  },
}
