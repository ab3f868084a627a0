import * as iot from '@aws-sdk/client-iot'
import * as iotData from '@aws-sdk/client-iot-data-plane'
import * as jobs from '@aws-sdk/client-iot-jobs-data-plane'
import { onTestFinished } from 'vitest'
import { useGateway, type TestGateway, type UseGatewayOptions } from './use-gateway.js'

export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

export const KEY: Credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' }

/** Sends one command of a real AWS SDK client, by the name of its operation. Rejects with the SDK's error. */
export type Send = (operation: string, input: object) => Promise<Record<string, unknown>>

export interface SdkClients extends TestGateway {
  readonly iot: Send
  readonly iotData: Send
  readonly jobs: Send
}

interface Client {
  send(command: never): Promise<object>
  destroy(): void
}

/** A gateway on a free port, and the SDK's three clients set to it. */
export async function useSdk(options: UseGatewayOptions, credentials = KEY, region = 'us-east-1'): Promise<SdkClients> {
  const used = useGateway(options)
  const { port } = await used.gateway.listen({ host: '127.0.0.1', port: 0 })
  const config = { endpoint: `http://127.0.0.1:${String(port)}`, region, credentials, maxAttempts: 2 }
  return {
    ...used,
    iot: sender(iot, new iot.IoTClient(config)),
    iotData: sender(iotData, new iotData.IoTDataPlaneClient(config)),
    jobs: sender(jobs, new jobs.IoTJobsDataPlaneClient(config)),
  }
}

/** The commands of a client are named after their operations; which are tried, the model decides at run time. */
function sender(sdk: object, client: Client): Send {
  onTestFinished(() => client.destroy())
  const commands = sdk as Readonly<Record<string, new (input: object) => never>>
  return async (operation, input) => {
    const Command = commands[`${operation}Command`]
    if (Command === undefined) throw new Error(`The SDK has no ${operation}.`)
    return { ...(await client.send(new Command(input))) }
  }
}
