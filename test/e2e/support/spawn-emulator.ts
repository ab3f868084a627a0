import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import { useFolder } from './use-folder.js'

/** The command line, as it is installed. */
export const COMMAND = new URL('../../../packages/emulator/bin/iot-core-local.js', import.meta.url).pathname

export interface Finished {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Facts {
  readonly pid: number
  readonly host: string
  readonly httpEndpoint: string
  readonly httpPort: number
  readonly mqttsPort: number
  readonly tlsPort: number
  readonly mqttPort?: number
}

/** Only what a program needs; none of this machine's own settings. */
export function commandLineEnvironment(extra: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...extra }
}

/** Runs the command line to its end. */
export async function runCommand(argv: readonly string[], extra: Readonly<Record<string, string>> = {}): Promise<Finished> {
  const child = spawn(process.execPath, [COMMAND, ...argv], { env: commandLineEnvironment(extra), stdio: ['ignore', 'pipe', 'pipe'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString('utf8')))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString('utf8')))
  await once(child, 'close')
  return { code: child.exitCode, stdout, stderr }
}

export interface SpawnedEmulator {
  readonly child: ChildProcess
  readonly facts: Facts
  /** What it has written so far. */
  output(): string
  /** Sends a signal and resolves with the exit code when it has ended. */
  end(signal: NodeJS.Signals): Promise<number | null>
}

/** A process of its own, on free ports, ready when this resolves. */
export async function spawnEmulator(argv: readonly string[] = []): Promise<SpawnedEmulator> {
  const readyFile = join(useFolder(), 'ready.json')
  const ports = ['http', 'mqtts', 'tls'].filter((name) => !argv.includes(`--${name}-port`)).flatMap((name) => [`--${name}-port`, '0'])
  const child = spawn(process.execPath, [COMMAND, 'start', ...ports, '--ready-file', readyFile, '--log-level', 'warn', ...argv], {
    env: commandLineEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')))
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')))
  // The file and the pipes arrive in no order: what was written before the file may come after it.
  while (!existsSync(readyFile) || !/\bready\b/i.test(output)) {
    if (child.exitCode !== null) throw new Error(`ended with ${String(child.exitCode)} before it was ready: ${output}`)
    await sleep(10)
  }
  return {
    child,
    facts: JSON.parse(readFileSync(readyFile, 'utf8')) as Facts,
    output: () => output,
    end: async (signal) => {
      const closed = once(child, 'close')
      child.kill(signal)
      await closed
      return child.exitCode
    },
  }
}

/** The client configuration for a spawned emulator. */
export function clientConfigOf(facts: Facts): {
  endpoint: string
  region: string
  credentials: { accessKeyId: string; secretAccessKey: string }
} {
  return { endpoint: facts.httpEndpoint, region: 'us-east-1', credentials: { accessKeyId: '000000000000', secretAccessKey: 'any' } }
}
