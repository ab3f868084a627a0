import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'

const SCRIPT = fileURLToPath(new URL('../soak/job-kills.mjs', import.meta.url))

/** `npm run soak:jobs` does the same a hundred times. */
test('[JOB-010] [JOB-115] kill -9 in the middle of rollouts loses, doubles and holds up no execution', async () => {
  const child = spawn(process.execPath, [SCRIPT, '3', '60'], { stdio: ['ignore', 'pipe', 'pipe'] })
  // The script ends its emulator itself when it is asked to end.
  onTestFinished(() => void child.kill('SIGTERM'))
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')))
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')))
  await once(child, 'close')
  expect(output).toContain('nothing lost, doubled or stuck')
  expect(child.exitCode).toBe(0)
})
