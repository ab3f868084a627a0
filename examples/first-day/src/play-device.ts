import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Device as DeviceIdentity } from 'iot-core-local'

const COMMAND = join(dirname(createRequire(import.meta.url).resolve('iot-core-local/package.json')), 'bin', 'iot-core-local.js')

/**
 * Runs `iot-core-local device run` as a process of its own until nothing is left for the device to do, and answers what it wrote.
 * @throws Error with what it wrote when it ends with another exit code than 0.
 */
export async function playDevice(identity: DeviceIdentity, httpEndpoint: string, ...flags: readonly string[]): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'first-day-'))
  try {
    writeFileSync(join(folder, 'certificate.pem.crt'), identity.certificatePem)
    writeFileSync(join(folder, 'private.pem.key'), identity.privateKeyPem, { mode: 0o600 })
    writeFileSync(join(folder, 'ca.pem'), identity.caPem)
    const argv = ['device', 'run', identity.thingName, '--from', folder, '--endpoint', httpEndpoint, '--once', ...flags]
    const child = spawn(process.execPath, [COMMAND, ...argv], { stdio: ['ignore', 'pipe', 'pipe'] })
    let text = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')))
    await once(child, 'close')
    if (child.exitCode !== 0) throw new Error(`The played device ended with ${String(child.exitCode)}: ${text}`)
    return text.trimEnd().split('\n')
  } finally {
    rmSync(folder, { recursive: true })
  }
}
