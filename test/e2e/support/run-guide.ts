import { execFile } from 'node:child_process'
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { findProgram } from './find-program.js'

const GUIDES = new URL('../../../docs/guides/', import.meta.url)
const COMMAND = new URL('../../../packages/emulator/bin/iot-core-local.js', import.meta.url).pathname
const DEFAULT_PORTS = { httpPort: '4567', mqttsPort: '8883', tlsPort: '8443' } as const

export interface Ports {
  readonly httpPort: number
  readonly mqttsPort: number
  readonly tlsPort: number
}

/** The programs of the distribution that guides use; a test of one is skipped where they are missing. */
export function missingPrograms(...names: readonly string[]): readonly string[] {
  return names.filter((name) => findProgram(name) === undefined)
}

/**
 * Runs the shell commands of a guide as they stand there, in their order, in one shell that ends at the first that fails. Only the ports are those of
 * the test's emulator. Resolves with what they wrote; rejects with it when one fails.
 */
export async function runGuide(name: string, ports: Ports, folder: string): Promise<string> {
  let script = [...readFileSync(new URL(`${name}.md`, GUIDES), 'utf8').matchAll(/^```sh\n(.*?)^```/gms)]
    .map(([, commands]) => commands)
    .join('\n')
  for (const [port, usual] of Object.entries(DEFAULT_PORTS)) {
    script = script.replace(new RegExp(`\\b${usual}\\b`, 'g'), String(ports[port as keyof Ports]))
  }
  // Versions of the CLI before 2.13 do not read the variable; the flag means the same in all.
  addProgram(folder, 'aws', `exec "${findProgram('aws') ?? ''}" --endpoint-url "$AWS_ENDPOINT_URL" "$@"`)
  addProgram(folder, 'iot-core-local', `exec "${process.execPath}" "${COMMAND}" "$@"`)
  try {
    const { stdout, stderr } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script], {
      cwd: folder,
      env: { PATH: `${folder}:/usr/bin:/bin`, HOME: folder, ICL_HTTP_PORT: String(ports.httpPort) },
      timeout: 50_000,
    })
    return `${stdout}${stderr}`
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
    throw new Error(`A command of the guide ${name} failed:\n${stdout}\n${stderr}`, { cause: error })
  }
}

function addProgram(folder: string, name: string, line: string): void {
  const path = join(folder, name)
  writeFileSync(path, `#!/bin/sh\n${line}\n`)
  chmodSync(path, 0o755)
}
