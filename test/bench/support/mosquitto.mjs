import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { canConnect } from './ports.mjs'

/** The path of a certificate or key that the broker's tests use too. */
export const fixture = (name) => fileURLToPath(new URL(`../../../packages/broker/test/fixtures/${name}.pem`, import.meta.url))

/**
 * Starts Mosquitto on a port, for clients of any name.
 *   caPem     with it: TLS, and clients need a certificate of this CA
 *   settings  further lines of its configuration
 * Answers its process id and how to stop it; undefined, with a word on the console, when there is no Mosquitto.
 */
export async function startMosquitto({ port, caPem, settings = [] }) {
  const folder = mkdtempSync(join(tmpdir(), 'mosquitto-'))
  const lines = [`listener ${port} 127.0.0.1`, 'allow_anonymous true', 'set_tcp_nodelay true', `user ${process.env.USER ?? 'root'}`]
  if (caPem !== undefined) {
    writeFileSync(join(folder, 'ca.pem'), caPem)
    lines.push(`cafile ${join(folder, 'ca.pem')}`, `certfile ${fixture('server-cert')}`, `keyfile ${fixture('server-key')}`)
    lines.push('require_certificate true')
  }
  const config = join(folder, 'mosquitto.conf')
  writeFileSync(config, `${[...lines, ...settings].join('\n')}\n`)
  const child = spawn('/usr/sbin/mosquitto', ['-c', config], { stdio: 'ignore' })
  let isMissing = false
  child.once('error', () => (isMissing = true))
  for (let tries = 0; tries < 100 && !isMissing; tries++) {
    if (await canConnect(port)) {
      return {
        pid: child.pid,
        stop: () => {
          child.kill()
          rmSync(folder, { recursive: true })
        },
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  console.log('mosquitto is left out: it did not start')
  child.kill()
  rmSync(folder, { recursive: true })
  return undefined
}
