import { IoT } from '@aws-sdk/client-iot'
import { IoTDataPlane } from '@aws-sdk/client-iot-data-plane'
import { IoTJobsDataPlane } from '@aws-sdk/client-iot-jobs-data-plane'
import type { AccountHandle, IotCoreLocal, TimeControl } from 'iot-core-local'

/** A call that an SDK client made. */
export interface MadeCall {
  readonly operation: string
  /** `OK`, or the name of the exception. */
  readonly outcome: string
  readonly status: number | undefined
}

/** What a case works with: an empty account, and the AWS SDK as its users know it. */
export interface World {
  readonly iot: IoT
  /** The jobs data plane of the same account; its calls are not told. */
  readonly jobsData: IoTJobsDataPlane
  readonly accountId: string
  /** Another empty account of the same emulator. */
  readonly other: { readonly iot: IoT; readonly accountId: string }
  /** Publishes JSON to a topic of the account, over HTTP as a program does. */
  respond(topic: string, payload: object): Promise<void>
  /** Makes a text the object of the account behind a bucket and a key. */
  readonly putObject: (bucket: string, key: string, content: string) => void
  readonly time: TimeControl
  /** The calls of both accounts so far, in order. */
  readonly calls: readonly MadeCall[]
  forgetCalls(): void
  /** `arn:aws:iot:<region>:<account>:<resource>` */
  readonly arn: (resource: string) => string
  close(): void
}

/** @param index tells the worlds of one emulator apart: each has two accounts of its own */
export function openWorld(emulator: IotCoreLocal, index: number): World {
  const calls: MadeCall[] = []
  const account = emulator.account(String(100_000_000_000 + index))
  const iot = watchedClient(account, calls)
  const jobsData = new IoTJobsDataPlane({ ...account.clientConfig(), maxAttempts: 1 })
  const data = new IoTDataPlane({ ...account.clientConfig(), maxAttempts: 1 })
  let other: World['other'] | undefined
  return {
    iot,
    jobsData,
    respond: async (topic, payload) => {
      await data.publish({ topic, payload: JSON.stringify(payload), qos: 1 })
    },
    accountId: account.accountId,
    get other() {
      if (other === undefined) {
        const handle = emulator.account(String(200_000_000_000 + index))
        other = { iot: watchedClient(handle, calls), accountId: handle.accountId }
      }
      return other
    },
    putObject: (bucket, key, content) => {
      account.registerObject(bucket, key, content)
    },
    time: emulator.time,
    calls,
    forgetCalls: () => {
      calls.length = 0
    },
    arn: (resource) => `arn:aws:iot:${account.region}:${account.accountId}:${resource}`,
    close: () => {
      iot.destroy()
      jobsData.destroy()
      data.destroy()
      other?.iot.destroy()
    },
  }
}

/** The SDK's client as it is; it only tells what was called. One attempt: a refusal must not be asked for again. */
function watchedClient(account: AccountHandle, calls: MadeCall[]): IoT {
  const client = new IoT({ ...account.clientConfig(), maxAttempts: 1 })
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const operation = (context.commandName ?? '').replace(/Command$/, '')
      try {
        const result = await next(args)
        calls.push({ operation, outcome: 'OK', status: statusOf(result.output) })
        return result
      } catch (error) {
        calls.push({ operation, outcome: error instanceof Error ? error.name : 'unknown', status: statusOf(error) })
        throw error
      }
    },
    { step: 'initialize', name: 'tell-calls' },
  )
  return client
}

/** The HTTP status of an output or an exception of the SDK. */
export function statusOf(answer: unknown): number | undefined {
  if (typeof answer !== 'object' || answer === null || !('$metadata' in answer)) return undefined
  const metadata: unknown = answer.$metadata
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return undefined
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined
}
