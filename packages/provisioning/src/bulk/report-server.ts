import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import type { IdSource } from '@iot-core-local/core'
import type { ReportType, TasksStore } from '../store/tasks-store.js'

const LINES_A_PAGE = 200

/**
 * Serves the reports of bulk registration tasks to whoever has the link, as presigned S3 URLs are (PRV-703). It listens on a free port of this
 * machine from the first link on.
 */
export class ReportServer {
  readonly #tasks: TasksStore
  readonly #key: string
  #listening: Promise<Server> | undefined

  constructor(tasks: TasksStore, ids: IdSource) {
    this.#tasks = tasks
    this.#key = ids.bytes(24).toString('base64url')
  }

  async linkTo(taskId: string, report: ReportType): Promise<string> {
    const server = await (this.#listening ??= this.#listen())
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    return `http://127.0.0.1:${String(port)}/${this.#key}/${taskId}/${report}.json`
  }

  async close(): Promise<void> {
    const server = await this.#listening
    this.#listening = undefined
    if (server === undefined) return
    server.closeAllConnections()
    await new Promise<void>((resolve) => server.close(() => resolve()))
  }

  #listen(): Promise<Server> {
    const server = createServer((request, response) => this.#answer(request, response))
    return new Promise((resolve, reject) => {
      server.once('error', reject)
      server.listen(0, '127.0.0.1', () => resolve(server))
    })
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const [, key, taskId, file] = (request.url ?? '').split('/')
    const report = file === 'RESULTS.json' ? 'RESULTS' : file === 'ERRORS.json' ? 'ERRORS' : undefined
    if (key !== this.#key || taskId === undefined || report === undefined || this.#tasks.find(taskId) === undefined) {
      response.writeHead(404).end()
      return
    }
    response.writeHead(200, { 'content-type': 'application/x-ndjson' })
    const body = Readable.from(this.#lines(taskId, report))
    body.on('error', () => response.destroy())
    response.on('close', () => body.destroy())
    body.pipe(response)
  }

  *#lines(taskId: string, report: ReportType): Generator<string> {
    for (let after = 0; ;) {
      const page = this.#tasks.lines(taskId, report, after, LINES_A_PAGE)
      const last = page.at(-1)
      if (last === undefined) return
      yield page.map(({ json }) => `${json}\n`).join('')
      after = last.line
    }
  }
}
