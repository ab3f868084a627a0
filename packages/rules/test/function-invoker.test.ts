import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { silentLogger } from '@iot-core-local/core'
import { createTestAccount } from '@iot-core-local/core/testing'
import { expect, onTestFinished, test } from 'vitest'
import { createFunctionInvoker, type FunctionInvokerOptions, type LocalFunctionInvoker } from '../src/index.js'

interface SeenRequest {
  readonly url: string | undefined
  readonly invocationType: string | string[] | undefined
  readonly body: string
}

function useInvoker(options: Partial<FunctionInvokerOptions> = {}): LocalFunctionInvoker {
  const account = createTestAccount()
  const invoker = createFunctionInvoker({ region: account.region, timers: account.timers, log: silentLogger, ...options })
  onTestFinished(() => {
    invoker.close()
    account.close()
  })
  return invoker
}

async function useLambdaApi(status: number): Promise<{ readonly endpoint: string; readonly seen: SeenRequest[] }> {
  const seen: SeenRequest[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      seen.push({
        url: request.url,
        invocationType: request.headers['x-amz-invocation-type'],
        body: Buffer.concat(chunks).toString('utf8'),
      })
      response.writeHead(status, { 'content-type': 'application/json' }).end(status === 202 ? '' : '{"message":"no"}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { endpoint: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`, seen }
}

const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:f'

test('[RUL-811] without a function in process the Lambda endpoint gets an Event invocation with every digit', async () => {
  const { endpoint, seen } = await useLambdaApi(202)
  await useInvoker({ endpoint }).invoke(ARN, { t: 1 }, '{"t":1700000002000000001}')
  expect(seen).toHaveLength(1)
  expect(seen[0]).toMatchObject({ invocationType: 'Event', body: '{"t":1700000002000000001}' })
  expect(decodeURIComponent(seen[0]?.url ?? '')).toContain(ARN)
})

test('[RUL-713] a refusal of the Lambda endpoint is passed on with its status', async () => {
  const { endpoint } = await useLambdaApi(403)
  await expect(useInvoker({ endpoint }).invoke(ARN, {})).rejects.toMatchObject({ name: 'FunctionInvocationError', statusCode: 403 })
})

test('a function that is registered nowhere is refused when there is no endpoint', async () => {
  await expect(useInvoker().invoke(ARN, {})).rejects.toMatchObject({ name: 'FunctionInvocationError', statusCode: 404 })
})

test('what a function in process throws does not reach the caller', async () => {
  const invoker = useInvoker({
    inProcess: new Map([
      [
        'f',
        () => {
          throw new Error('broken')
        },
      ],
    ]),
  })
  await expect(invoker.invoke(ARN, {})).resolves.toBeUndefined()
})
