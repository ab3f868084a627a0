import { writeFileSync } from 'node:fs'
import { EmulatorError } from '@iot-core-local/core'
import { callAdmin, endpointOf, ENDPOINT_FLAG } from '../admin-client.js'
import type { Command } from '../command.js'
import { EXIT } from '../exit-codes.js'

export const ca: Command = {
  name: 'ca',
  usage: '[show | export FILE]',
  help: 'print or save the CA certificate that clients of a running emulator trust',
  flags: [ENDPOINT_FLAG],
  arity: [0, 2],
  run: async ({ config, arguments: parsed, terminal }) => {
    const [what = 'show', file] = parsed.positionals
    if ((what !== 'show' && what !== 'export') || (what === 'export') !== (file !== undefined)) {
      throw new EmulatorError('ICL_CONFIG_INVALID', `'ca ${parsed.positionals.join(' ')}' is not understood.`, {
        hint: 'Write ca show or ca export FILE.',
      })
    }
    const response = await callAdmin(endpointOf(config, parsed), 'GET', '/_local/ca.pem', undefined, '*/*')
    const pem = await response.text()
    if (file === undefined) terminal.out(pem.trimEnd())
    else {
      writeFileSync(file, pem)
      terminal.err(`The CA certificate is in ${file}.`)
    }
    return EXIT.clean
  },
}
