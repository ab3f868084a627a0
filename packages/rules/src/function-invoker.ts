import type { Logger, Timers } from '@iot-core-local/core'
import type { LambdaClient } from '@aws-sdk/client-lambda'
import type { FunctionInvoker } from './ports.js'

export interface LocalFunctionContext {
  readonly functionName: string
  readonly invokedFunctionArn: string
}

/** A function of the host program that stands for a Lambda function. */
export type LocalFunction = (event: unknown, context: LocalFunctionContext) => unknown

export interface FunctionInvokerOptions {
  /** Base URL of a Lambda API. Without it only functions in process exist: nothing is ever sent to AWS by default. */
  readonly endpoint?: string
  readonly region: string
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string }
  /** Functions by name or ARN. */
  readonly inProcess?: ReadonlyMap<string, LocalFunction>
  readonly timers: Timers
  readonly log: Logger
}

export interface LocalFunctionInvoker extends FunctionInvoker {
  /** Adds or replaces a function in process, by function name or ARN. */
  register(nameOrArn: string, fn: LocalFunction): void
  /** Releases the connections to the Lambda endpoint. */
  close(): void
}

/** The function does not exist here, or its endpoint refused the call. */
export class FunctionInvocationError extends Error {
  /** The HTTP status of the Lambda API. */
  readonly statusCode: number

  constructor(message: string, statusCode: number, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'FunctionInvocationError'
    this.statusCode = statusCode
  }
}

/** Invokes functions in process first, else through the Lambda endpoint (RUL-811). What a function throws in process is logged: the rule does not hear of it, as with `Event` invocations. */
export function createFunctionInvoker(options: FunctionInvokerOptions): LocalFunctionInvoker {
  return new EventInvoker(options)
}

const FUNCTION_ARN = /^(?<unqualified>arn:[^:]+:lambda:[^:]*:[^:]*:function:(?<name>[^:]+))(?::(?<qualifier>[^:]+))?$/

/** Credentials for endpoints that do not check them. */
const PLACEHOLDER_CREDENTIALS = { accessKeyId: 'iot-core-local', secretAccessKey: 'iot-core-local' }

class EventInvoker implements LocalFunctionInvoker {
  readonly #options: FunctionInvokerOptions
  readonly #functions: Map<string, LocalFunction>
  #client: LambdaClient | undefined

  constructor(options: FunctionInvokerOptions) {
    this.#options = options
    this.#functions = new Map(options.inProcess)
  }

  register(nameOrArn: string, fn: LocalFunction): void {
    this.#functions.set(nameOrArn, fn)
  }

  async invoke(functionArn: string, payload: unknown, payloadJson?: string): Promise<unknown> {
    const groups = FUNCTION_ARN.exec(functionArn)?.groups
    const functionName = groups?.['name'] ?? functionArn
    const local =
      this.#functions.get(functionArn) ?? this.#functions.get(groups?.['unqualified'] ?? functionArn) ?? this.#functions.get(functionName)
    if (local !== undefined) {
      void this.#options.timers.track(this.#run(local, payload, { functionName, invokedFunctionArn: functionArn }))
      return undefined
    }
    if (this.#options.endpoint === undefined) {
      throw new FunctionInvocationError(
        `No function in process is registered for ${functionArn}, and no Lambda endpoint is configured.`,
        404,
      )
    }
    await this.#send(this.#options.endpoint, functionArn, payloadJson ?? JSON.stringify(payload))
    return undefined
  }

  close(): void {
    this.#client?.destroy()
    this.#client = undefined
  }

  async #run(local: LocalFunction, payload: unknown, context: LocalFunctionContext): Promise<void> {
    try {
      await local(payload, context)
    } catch (error) {
      this.#options.log.error({ err: error, function: context.functionName }, 'a function in process failed')
    }
  }

  async #send(endpoint: string, functionArn: string, json: string): Promise<void> {
    // Loaded on first use: most accounts never call a Lambda endpoint, and the client is large.
    const { InvokeCommand, LambdaClient } = await import('@aws-sdk/client-lambda')
    this.#client ??= new LambdaClient({
      endpoint,
      region: this.#options.region,
      credentials: this.#options.credentials ?? PLACEHOLDER_CREDENTIALS,
      maxAttempts: 2,
    })
    const command = new InvokeCommand({ FunctionName: functionArn, InvocationType: 'Event', Payload: Buffer.from(json, 'utf8') })
    try {
      await this.#client.send(command)
    } catch (cause) {
      throw new FunctionInvocationError(cause instanceof Error ? cause.message : 'The Lambda endpoint failed.', statusOf(cause), cause)
    }
  }
}

function statusOf(error: unknown): number {
  if (typeof error !== 'object' || error === null || !('$metadata' in error)) return 500
  const metadata = error.$metadata
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return 500
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : 500
}
