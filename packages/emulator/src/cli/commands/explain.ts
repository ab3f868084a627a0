import { createArns } from '@iot-core-local/core'
import { callAdmin, endpointOf, ENDPOINT_FLAG } from '../admin-client.js'
import type { Command } from '../command.js'
import { EXIT } from '../exit-codes.js'

/** A what-if question to a running emulator. The whole answer goes to standard output, the sentence that matters to standard error. */
export const explain: Command = {
  name: 'explain',
  usage: '<action> <resource> [--client-id ID] [--certificate-id ID | --principal ARN]',
  help: 'would a client be allowed, and why; e.g. explain iot:Publish topic/a/b --client-id lamp-1 --certificate-id 5f3c...',
  flags: [
    ENDPOINT_FLAG,
    { name: 'client-id', help: 'the MQTT client id; without it the question is about an HTTPS request' },
    { name: 'certificate-id', help: "the client's certificate; without it and --principal, an anonymous client" },
    { name: 'principal', help: 'a certificate ARN or a Cognito identity id' },
  ],
  arity: [2, 2],
  run: async ({ config, arguments: parsed, terminal }) => {
    const [action = '', resource = ''] = parsed.positionals
    const question = {
      accountId: config.accountId,
      region: config.region,
      action,
      resource: resource.startsWith('arn:') ? resource : createArns(config.accountId, config.region).iot(resource),
      clientId: parsed.own['client-id']?.at(-1),
      certificateId: parsed.own['certificate-id']?.at(-1),
      principal: parsed.own['principal']?.at(-1),
    }
    const answer: unknown = await (await callAdmin(endpointOf(config, parsed), 'POST', '/_local/explain', question)).json()
    terminal.out(JSON.stringify(answer, undefined, 2))
    const { decision, explanation } = answer as { decision: string; explanation: string }
    terminal.err(`${decision}: ${explanation}`)
    return decision === 'ALLOWED' ? EXIT.clean : EXIT.unexpected
  },
}
