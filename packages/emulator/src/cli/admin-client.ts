import { EmulatorError } from '@iot-core-local/core'
import type { Config } from '../config/options.js'
import type { CommandFlag, ParsedArguments } from './arguments.js'

export const ENDPOINT_FLAG: CommandFlag = { name: 'endpoint', help: 'URL of the running emulator; default: localhost and the HTTP port' }

/** `http://localhost:4567`, from `--endpoint` or the configuration. */
export function endpointOf(config: Config, parsed: ParsedArguments): string {
  const given = parsed.own[ENDPOINT_FLAG.name]?.at(-1)
  if (given !== undefined) return given.replace(/\/+$/, '')
  const host = ['127.0.0.1', '0.0.0.0', '::', '::1'].includes(config.host) ? 'localhost' : config.host
  return `http://${host}:${String(config.httpPort)}`
}

/** Calls an admin route of the running emulator. @throws EmulatorError ICL_NOT_RUNNING when nobody answers there, ICL_CONFIG_INVALID when it refuses. */
export async function callAdmin(
  endpoint: string,
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
  accept = 'application/json',
): Promise<Response> {
  const response = await request(`${endpoint}${path}`, {
    method,
    headers: { accept, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (response.ok || path === '/_local/health') return response
  throw new EmulatorError('ICL_CONFIG_INVALID', `${method} ${path} answered ${String(response.status)}: ${await response.text()}`)
}

async function request(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init)
  } catch (cause) {
    throw new EmulatorError('ICL_NOT_RUNNING', `No iot-core-local answers at ${new URL(url).origin}.`, {
      hint: 'Start one with iot-core-local start, or name it with --endpoint.',
      cause,
    })
  }
}
