import { callAdmin, endpointOf, ENDPOINT_FLAG } from '../admin-client.js'
import type { Command } from '../command.js'
import { EXIT } from '../exit-codes.js'

export const coverage: Command = {
  name: 'coverage',
  usage: '[--json]',
  help: 'list the AWS operations and which of them are covered',
  flags: [ENDPOINT_FLAG, { name: 'json', isSwitch: true, help: 'as JSON' }],
  arity: [0, 0],
  run: async ({ config, arguments: parsed, terminal }) => {
    const accept = parsed.own['json']?.length === 0 ? 'text/plain' : 'application/json'
    const response = await callAdmin(endpointOf(config, parsed), 'GET', '/_local/coverage', undefined, accept)
    terminal.out((await response.text()).trimEnd())
    return EXIT.clean
  },
}
