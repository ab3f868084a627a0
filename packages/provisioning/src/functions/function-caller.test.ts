import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { createFunctionCaller } from './function-caller.js'

const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:hook'

async function useServer(answer: (request: IncomingMessage, body: string, response: ServerResponse) => void): Promise<string> {
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      answer(request, body, response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  return `http://127.0.0.1:${String(typeof address === 'object' ? address?.port : 0)}`
}

test('a function in process comes first, by name or ARN', async () => {
  const caller = createFunctionCaller({ region: 'us-east-1' })
  caller.register('hook', (event, context) => ({ event, context }))
  expect(await caller.call(`${ARN}:live`, { a: 1 })).toEqual({
    event: { a: 1 },
    context: { functionName: 'hook', invokedFunctionArn: `${ARN}:live` },
  })
  await expect(caller.call(ARN.replace('hook', 'other'), {})).rejects.toThrow('no Lambda endpoint is configured')
})

test('a URL is called with POST, and its JSON is the answer', async () => {
  const url = await useServer(({ method }, body, response) => response.end(JSON.stringify({ method, body: JSON.parse(body) as unknown })))
  const caller = createFunctionCaller({ region: 'us-east-1' })
  expect(await caller.call(url, { a: 1 })).toEqual({ method: 'POST', body: { a: 1 } })
})

test('a URL that fails, or answers no JSON, fails the call', async () => {
  const url = await useServer(({ url: path }, _body, response) => response.writeHead(path === '/bad' ? 500 : 200).end('oops'))
  const caller = createFunctionCaller({ region: 'us-east-1' })
  await expect(caller.call(`${url}/bad`, {})).rejects.toThrow('answered 500')
  await expect(caller.call(url, {})).rejects.toThrow('its answer is not JSON')
})

test('the Lambda API is asked for the answer, and its function errors fail the call', async () => {
  const seen: unknown[] = []
  let isFailing = false
  const endpoint = await useServer((request, body, response) => {
    seen.push([request.url, request.headers['x-amz-invocation-type'], body])
    if (isFailing) response.setHeader('x-amz-function-error', 'Unhandled')
    response.end('{"allowProvisioning":true}')
  })
  const caller = createFunctionCaller({ region: 'us-east-1', endpoint })
  onTestFinished(() => {
    caller.close()
  })
  expect(await caller.call(ARN, { a: 1 })).toEqual({ allowProvisioning: true })
  expect(seen).toEqual([[`/2015-03-31/functions/${encodeURIComponent(ARN)}/invocations`, 'RequestResponse', '{"a":1}']])
  isFailing = true
  await expect(caller.call(ARN, {})).rejects.toThrow('Unhandled')
})
