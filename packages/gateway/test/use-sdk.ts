import { onTestFinished } from 'vitest'
import { Worker } from 'node:worker_threads'
import { useGateway, type TestGateway, type UseGatewayOptions } from './use-gateway.js'

export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

export const KEY: Credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' }

/** Sends one command of a real AWS SDK client. Rejects with the facts of the SDK's error. */
export type Send = (operation: string, input: object) => Promise<Record<string, unknown>>

export interface SdkClients extends TestGateway {
  readonly iot: Send
  readonly iotData: Send
  readonly jobs: Send
}

interface Reply {
  readonly id: number
  readonly output?: Record<string, unknown>
  readonly error?: Record<string, unknown>
}

/** A gateway on a free port, and the SDK's three clients set to it. */
export async function useSdk(options: UseGatewayOptions, credentials = KEY, region = 'us-east-1'): Promise<SdkClients> {
  const used = useGateway(options)
  const { port } = await used.gateway.listen({ host: '127.0.0.1', port: 0 })
  const worker = new Worker(new URL('./sdk-worker.mjs', import.meta.url), {
    execArgv: [],
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
    workerData: { endpoint: `http://127.0.0.1:${String(port)}`, region, credentials: { ...credentials }, maxAttempts: 2 },
  })
  onTestFinished(async () => {
    await worker.terminate()
  })
  const waiting = new Map<number, (reply: Reply) => void>()
  worker.on('error', (error: Error) => {
    for (const [id, answer] of waiting) answer({ id, error: { name: 'WorkerFailure', message: error.message } })
  })
  let nextId = 1
  worker.on('message', (reply: Reply) => waiting.get(reply.id)?.(reply))
  const send =
    (service: string): Send =>
    async (operation, input) => {
      const id = nextId++
      const reply = await new Promise<Reply>((resolve) => {
        waiting.set(id, resolve)
        worker.postMessage({ id, service, operation, input })
      })
      waiting.delete(id)
      if (reply.error !== undefined) throw new SdkError(reply.error)
      return reply.output ?? {}
    }
  return { ...used, iot: send('iot'), iotData: send('iotData'), jobs: send('jobs') }
}

class SdkError extends Error {
  constructor(facts: Record<string, unknown>) {
    super(String(facts['message']))
    Object.assign(this, facts)
  }
}
