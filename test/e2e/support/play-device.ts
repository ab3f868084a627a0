import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Device } from 'iot-core-local'
import { onTestFinished } from 'vitest'
import { commandLineEnvironment, COMMAND } from './spawn-emulator.js'

type Line = Readonly<Record<string, unknown>>

export interface PlayedDevice {
  /** The lines of standard output so far; those of `--json` as objects. */
  readonly lines: readonly Line[]
  /** Standard output and error so far, as text. */
  output(): string
  /** The first line of that event, written before or after the call. Rejects after 10 s with what was written instead. */
  event(event: string, matches?: (line: Line) => boolean): Promise<Line>
  /** Resolves when the text has been written. Rejects after 10 s. */
  wrote(text: string): Promise<void>
  type(text: string): void
  kill(signal: NodeJS.Signals): void
  /** The exit code, when it has ended. */
  ended(): Promise<number | null>
}

/** Writes the files that `device create` writes. */
export function writeDeviceFiles(folder: string, device: Device): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'certificate.pem.crt'), device.certificatePem)
  writeFileSync(join(folder, 'private.pem.key'), device.privateKeyPem)
  writeFileSync(join(folder, 'ca.pem'), device.caPem)
}

/** Runs `device run` as a process of its own, killed with the test. */
export function playDevice(argv: readonly string[]): PlayedDevice {
  const child = spawn(process.execPath, [COMMAND, 'device', 'run', ...argv], {
    env: commandLineEnvironment(),
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const closed = once(child, 'close')
  const lines: Line[] = []
  const watchers = new Set<() => void>()
  let text = ''
  let rest = ''
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString('utf8')
    const [last = '', ...complete] = (rest + chunk.toString('utf8')).split('\n').reverse()
    rest = last
    for (const line of complete.reverse()) if (line.startsWith('{')) lines.push(JSON.parse(line) as Line)
    for (const watcher of [...watchers]) watcher()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    text += chunk.toString('utf8')
    for (const watcher of [...watchers]) watcher()
  })
  const seen = <Found>(look: () => Found | undefined, what: string): Promise<Found> =>
    new Promise((resolve, reject) => {
      const watch = (): void => {
        const found = look()
        if (found === undefined) return
        watchers.delete(watch)
        clearTimeout(timer)
        resolve(found)
      }
      const timer = setTimeout(() => {
        watchers.delete(watch)
        reject(new Error(`no ${what}; written: ${text}`))
      }, 10_000)
      watchers.add(watch)
      watch()
    })
  return {
    lines,
    output: () => text,
    event: (event, matches = () => true) => seen(() => lines.find((line) => line['event'] === event && matches(line)), `event ${event}`),
    wrote: (wanted) => seen(() => (text.includes(wanted) ? true : undefined), `text '${wanted}'`).then(() => undefined),
    type: (typed) => void child.stdin.write(typed),
    kill: (signal) => void child.kill(signal),
    ended: async () => {
      await closed
      return child.exitCode
    },
  }
}
