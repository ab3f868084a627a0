import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'

const SCRIPT = fileURLToPath(new URL('../soak/fleet-job.mjs', import.meta.url))

/** `npm run soak:fleet` does the same with a thousand devices. */
test('[JOB-505] a fleet does a job each over mutual TLS, all of it ends it, and the memory comes back', async () => {
  const child = spawn(process.execPath, [SCRIPT, '50'], { stdio: ['ignore', 'pipe', 'pipe'] })
  onTestFinished(() => void child.kill('SIGTERM'))
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')))
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')))
  await once(child, 'close')
  expect(output).toContain('all done, memory back')
  expect(child.exitCode).toBe(0)
})
