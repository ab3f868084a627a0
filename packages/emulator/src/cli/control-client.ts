import type { IoT } from '@aws-sdk/client-iot'
import type { Connectable } from '../api/create-device.js'
import type { Config } from '../config/options.js'
import { callAdmin } from './admin-client.js'

/** A client of the running emulator's API. Loaded here: few commands need one. */
export async function createControlClient(endpoint: string, config: Config): Promise<IoT> {
  // That the client will want a newer Node one day is not the news of whoever runs a command.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true'
  const { IoT } = await import('@aws-sdk/client-iot')
  const credentials = config.credentials?.[0] ?? { accessKeyId: config.accountId, secretAccessKey: 'any' }
  return new IoT({ endpoint, region: config.region, credentials })
}

/** Where devices of the running emulator connect to: the ports that it has, whatever this command's configuration says. */
export async function connectableOf(endpoint: string, config: Config): Promise<Connectable> {
  const caPem = await (await callAdmin(endpoint, 'GET', '/_local/ca.pem', undefined, '*/*')).text()
  const health: unknown = await (await callAdmin(endpoint, 'GET', '/_local/health')).json()
  const { listeners } = health as { readonly listeners?: Readonly<Record<string, number>> }
  const { hostname } = new URL(endpoint)
  return { host: hostname, mqttsPort: listeners?.['mqtts'] ?? config.mqttsPort, tlsPort: listeners?.['tls'] ?? config.tlsPort, caPem }
}
