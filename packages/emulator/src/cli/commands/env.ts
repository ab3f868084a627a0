import { endpointOf, ENDPOINT_FLAG } from '../admin-client.js'
import type { Command } from '../command.js'
import { EXIT } from '../exit-codes.js'

/** Lines for `eval "$(iot-core-local env)"`, after which AWS tools and SDKs reach the emulator. */
export const env: Command = {
  name: 'env',
  usage: '',
  help: 'print the variables that point AWS tools here: eval "$(iot-core-local env)"',
  flags: [ENDPOINT_FLAG],
  arity: [0, 0],
  run: ({ config, arguments: parsed, terminal }) => {
    const endpoint = endpointOf(config, parsed)
    const key = config.credentials?.[0]
    const variables = {
      AWS_ENDPOINT_URL_IOT: endpoint,
      AWS_ENDPOINT_URL_IOT_DATA_PLANE: endpoint,
      AWS_ENDPOINT_URL_IOT_JOBS_DATA_PLANE: endpoint,
      AWS_ENDPOINT_URL_STS: endpoint,
      AWS_REGION: config.region,
      AWS_DEFAULT_REGION: config.region,
      AWS_ACCESS_KEY_ID: key?.accessKeyId ?? config.accountId,
      AWS_SECRET_ACCESS_KEY: key?.secretAccessKey ?? 'any',
    }
    for (const [name, value] of Object.entries(variables)) terminal.out(`export ${name}='${value.replaceAll("'", "'\\''")}'`)
    return Promise.resolve(EXIT.clean)
  },
}
