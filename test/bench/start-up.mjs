/*
 * Time from start to ready, medians: the built command line as a process of its own, and in this process.
 *   node test/bench/start-up.mjs [runs, default 10]
 * Ready is the ready file for the command line, and the resolved promise in process. Needs a build.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const COMMAND = fileURLToPath(new URL('../../packages/emulator/bin/iot-core-local.js', import.meta.url))
const GOALS = { 'command line': 600, 'in process': 150 }
const runs = Number(process.argv[2] ?? 10)

const folder = mkdtempSync(join(tmpdir(), 'icl-bench-'))
try {
  const commands = []
  for (let run = 0; run < runs; run++) commands.push(await commandLine(join(folder, `${run}.json`)))
  const importing = performance.now()
  const { startIotCoreLocal } = await import('../../packages/emulator/dist/index.js')
  const imported = performance.now() - importing
  const starts = []
  for (let run = 0; run < runs; run++) {
    const started = performance.now()
    const iot = await startIotCoreLocal()
    starts.push(performance.now() - started)
    await iot.close()
  }
  console.log(`milliseconds to ready, ${runs} runs; loading the package in process took ${Math.round(imported)} ms, once`)
  console.table({ 'command line': row(commands, GOALS['command line']), 'in process': row(starts, GOALS['in process']) })
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function commandLine(readyFile) {
  const started = performance.now()
  const ports = ['http', 'mqtts', 'tls'].flatMap((name) => [`--${name}-port`, '0'])
  const child = spawn(process.execPath, [COMMAND, 'start', ...ports, '--ready-file', readyFile, '--log-level', 'error'], {
    stdio: 'ignore',
  })
  const exited = once(child, 'exit')
  while (!existsSync(readyFile)) {
    if (child.exitCode !== null) throw new Error(`It ended with ${child.exitCode} before it was ready.`)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  const took = performance.now() - started
  child.kill('SIGTERM')
  await exited
  return took
}

function row(times, goal) {
  const sorted = [...times].sort((a, b) => a - b)
  const median = sorted[Math.trunc(sorted.length / 2)]
  return { median: Math.round(median), best: Math.round(sorted[0]), goal, 'median/goal': Number((median / goal).toFixed(2)) }
}
