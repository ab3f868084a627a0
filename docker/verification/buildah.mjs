import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

/** Debian's buildah on a storage of its own, so that images of this machine are neither used nor touched. */
export class Buildah {
  #global
  #running = new Set()

  constructor(folder) {
    mkdirSync(folder, { recursive: true })
    this.#global = ['--storage-driver', 'vfs', '--root', join(folder, 'storage'), '--runroot', join(folder, 'run')]
  }

  /** Runs one command to its end and returns what it wrote to stdout, without the last line break. @throws Error with its output when it fails. */
  run(...args) {
    const { status, stdout, stderr, error } = this.attempt(...args)
    if (error !== undefined) throw error
    if (status !== 0) throw new Error(`buildah ${args.join(' ')} ended with ${String(status)}:\n${(stdout + stderr).trim()}`)
    return stdout.trimEnd()
  }

  /** Runs one command to its end, whatever the end is. */
  attempt(...args) {
    return spawnSync('buildah', [...this.#global, ...args], { encoding: 'utf8', maxBuffer: 256 << 20, stdio: ['ignore', 'pipe', 'pipe'] })
  }

  /** Starts one command in a process group of its own, so that kill() reaches what it starts, and returns its process. */
  spawn(...args) {
    const child = spawn('buildah', [...this.#global, ...args], { stdio: ['ignore', 'pipe', 'pipe'], detached: true })
    this.#running.add(child)
    child.once('exit', () => this.#running.delete(child))
    return child
  }

  /** Ends at once what was started and still runs. */
  kill() {
    for (const { pid } of this.#running) {
      try {
        process.kill(-pid, 'SIGKILL')
      } catch (error) {
        // It ended by itself, and the news is on its way.
        if (error.code !== 'ESRCH') throw error
      }
    }
  }
}
