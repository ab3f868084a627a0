import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

const READY_DEADLINE_MS = 30_000
const STOP_DEADLINE_MS = 10_000

/** A port of this machine for each listener: a chroot shares its network. */
export async function freePorts() {
  const servers = [createServer(), createServer(), createServer()]
  const ports = []
  for (const server of servers) {
    server.listen(0, '0.0.0.0')
    await once(server, 'listening')
    ports.push(server.address().port)
  }
  await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))))
  return { httpPort: ports[0], mqttsPort: ports[1], tlsPort: ports[2] }
}

/** One container of the image: what `docker run` with `--env` and `--volume` would be. */
export class Container {
  #buildah
  #id
  #config
  #options
  #process
  #output = ''
  #ended
  /** What the ready line says; undefined until then. */
  facts

  constructor(buildah, image, { variables = {}, volumes = [] } = {}) {
    this.#buildah = buildah
    this.#config = imageConfig(buildah, image)
    this.#options = [
      '--isolation=chroot',
      ...Object.entries(variables).map(([name, value]) => `--env=${name}=${value}`),
      ...volumes.map((volume) => `--volume=${volume}`),
    ]
    this.#id = buildah.run('from', '--pull-never', image)
  }

  /** Runs the entry point with the image's own command and waits for the ready line. @throws Error with the output when it ends or takes too long. */
  async start() {
    this.#process = this.#buildah.spawn('run', ...this.#options, this.#id, '--', ...this.#config.Entrypoint, ...this.#config.Cmd)
    const child = this.#process
    this.#ended = once(child, 'exit').then(([code]) => code)
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (this.#output += text))
    const deadlineMs = performance.now() + READY_DEADLINE_MS
    while (this.facts === undefined) {
      await delay(20)
      this.facts = readyLine(this.#output)
      if (this.facts !== undefined) break
      if (child.exitCode !== null) throw new Error(`The container ended with ${String(child.exitCode)}:\n${this.#output}`)
      if (performance.now() > deadlineMs) throw new Error(`Not ready after ${String(READY_DEADLINE_MS)} ms:\n${this.#output}`)
    }
    return this.facts
  }

  /** Runs the entry point with a command that ends by itself: `device create …`. */
  execute(...command) {
    return this.#buildah.attempt('run', ...this.#options, this.#id, '--', ...this.#config.Entrypoint, ...command)
  }

  /** Runs what the image's HEALTHCHECK says, in this container. */
  checkHealth() {
    const [kind, ...command] = this.#config.Healthcheck.Test
    if (kind !== 'CMD') throw new Error(`The health check is of kind ${kind}: it needs a shell.`)
    return this.#buildah.attempt('run', ...this.#options, this.#id, '--', ...command)
  }

  /** The user ids of the running process: real, effective, saved, of the file system. */
  userIds() {
    const status = readFileSync(`/proc/${String(this.facts.pid)}/status`, 'utf8')
    return /^Uid:\s+(.*)$/m.exec(status)[1].split(/\s+/).map(Number)
  }

  /** Sends SIGTERM, as `docker stop` does, and resolves with the exit code. */
  async stop() {
    process.kill(this.facts.pid, 'SIGTERM')
    const code = await Promise.race([this.#ended, delay(STOP_DEADLINE_MS, 'late', { ref: false })])
    if (code === 'late') throw new Error(`Still running ${String(STOP_DEADLINE_MS)} ms after SIGTERM:\n${this.#output}`)
    return code
  }

  /** Ends what still runs and deletes the container. */
  async remove() {
    if (this.#process !== undefined) {
      this.#buildah.kill()
      await this.#ended
    }
    this.#buildah.run('rm', this.#id)
  }
}

/** The image's configuration in Docker's format: entry point, user, health check. */
export function imageConfig(buildah, image) {
  return JSON.parse(buildah.run('inspect', '--type', 'image', image)).Docker.config
}

function readyLine(output) {
  const line = output.split('\n').find((text) => text.startsWith('{"msg":"ready"') && text.endsWith('}'))
  return line === undefined ? undefined : JSON.parse(line)
}
