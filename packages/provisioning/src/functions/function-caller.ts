import type { LambdaClient } from '@aws-sdk/client-lambda'
import { parseArn } from '@iot-core-local/core'
import type { FunctionCaller } from '../ports.js'

/** A function of the host program that stands for a Lambda function. What it returns, or its promise resolves to, is the answer. */
export type AnsweringFunction = (event: unknown, context: { readonly functionName: string; readonly invokedFunctionArn: string }) => unknown

export interface FunctionCallerOptions {
  /** Base URL of a Lambda API. Without it only functions in process and URLs exist: nothing is ever sent to AWS by default. */
  readonly endpoint?: string
  readonly region: string
}

export interface LocalFunctionCaller extends FunctionCaller {
  /** Adds or replaces a function in process, by function name or ARN. */
  register(nameOrArn: string, fn: AnsweringFunction): void
  /** Releases the connections to the Lambda endpoint. */
  close(): void
}

/** Credentials for endpoints that do not check them. */
const PLACEHOLDER_CREDENTIALS = { accessKeyId: 'iot-core-local', secretAccessKey: 'iot-core-local' }

/** Characters of an answer that is read. */
const MAX_ANSWER_LENGTH = 6_291_456

/** Calls functions in process first, then by URL (POST, JSON both ways), then through the Lambda endpoint. */
export function createFunctionCaller(options: FunctionCallerOptions): LocalFunctionCaller {
  const functions = new Map<string, AnsweringFunction>()
  let client: LambdaClient | undefined
  const invoke = async (endpoint: string, functionArn: string, event: object): Promise<unknown> => {
    // Loaded on first use: most accounts never call a Lambda endpoint, and the client is large.
    const { InvokeCommand, LambdaClient: Client } = await import('@aws-sdk/client-lambda')
    client ??= new Client({ endpoint, region: options.region, credentials: PLACEHOLDER_CREDENTIALS, maxAttempts: 1 })
    const payload = Buffer.from(JSON.stringify(event), 'utf8')
    const command = new InvokeCommand({ FunctionName: functionArn, InvocationType: 'RequestResponse', Payload: payload })
    const { FunctionError: functionError, Payload: answer } = await client.send(command)
    const text = Buffer.from(answer ?? []).toString('utf8')
    if (functionError !== undefined) throw new Error(`${functionError}: ${text.slice(0, 500)}`)
    return jsonOf(text)
  }
  return {
    register: (nameOrArn, fn) => void functions.set(nameOrArn, fn),
    call: async (functionArn, event) => {
      const functionName = nameOf(functionArn)
      const local = functions.get(functionArn) ?? functions.get(functionName)
      if (local !== undefined) return local(event, { functionName, invokedFunctionArn: functionArn })
      if (/^https?:/.test(functionArn)) return post(functionArn, event)
      if (options.endpoint !== undefined) return invoke(options.endpoint, functionArn, event)
      throw new Error(`no function in process is registered for ${functionArn}, and no Lambda endpoint is configured`)
    },
    close: () => {
      client?.destroy()
      client = undefined
    },
  }
}

async function post(url: string, event: object): Promise<unknown> {
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(event), headers: { 'content-type': 'application/json' } })
  const text = await response.text()
  if (!response.ok) throw new Error(`${url} answered ${String(response.status)}`)
  if (text.length > MAX_ANSWER_LENGTH) throw new Error(`${url} answered more than ${String(MAX_ANSWER_LENGTH)} characters`)
  return jsonOf(text)
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Error('its answer is not JSON')
  }
}

/** `arn:aws:lambda:us-east-1:123456789012:function:name:alias` to `name`. */
function nameOf(functionArn: string): string {
  const resource = parseArn(functionArn)?.resource
  return resource?.split(':')[1] ?? functionArn
}
