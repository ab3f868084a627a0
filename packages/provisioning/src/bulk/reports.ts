import { createHmac, timingSafeEqual } from 'node:crypto'
import type { IdSource } from '@iot-core-local/core'
import type { ReportLinks } from '../ports.js'
import type { ReportType, TasksStore } from '../store/tasks-store.js'

const LINES_A_PAGE = 200

/**
 * Reports of bulk registration tasks for whoever has the link, as presigned S3 URLs are (PRV-703). A link names its report and proves that it was
 * given out by this process: links of an earlier process are refused, and new ones are there for the asking.
 */
export class Reports {
  readonly #tasks: TasksStore
  readonly #links: ReportLinks
  readonly #key: Buffer

  constructor(tasks: TasksStore, links: ReportLinks, ids: IdSource) {
    this.#tasks = tasks
    this.#links = links
    this.#key = Buffer.from(ids.bytes(32))
  }

  linkTo(taskId: string, report: ReportType): string {
    return this.#links.urlOf(`${taskId}.${report}.${this.#proofOf(taskId, report).toString('base64url')}`)
  }

  /** The lines of the report that a link's token names, page by page; undefined when the token was not given out here or the task is gone. */
  find(token: string): Iterable<string> | undefined {
    const [taskId = '', type, proof = ''] = token.split('.')
    const report = type === 'RESULTS' || type === 'ERRORS' ? type : undefined
    if (report === undefined) return undefined
    const expected = this.#proofOf(taskId, report)
    const given = Buffer.from(proof, 'base64url')
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined
    return this.#tasks.find(taskId) === undefined ? undefined : this.#pages(taskId, report)
  }

  #proofOf(taskId: string, report: ReportType): Buffer {
    return createHmac('sha256', this.#key).update(`${taskId}.${report}`).digest()
  }

  *#pages(taskId: string, report: ReportType): Generator<string> {
    for (let after = 0; ;) {
      const page = this.#tasks.lines(taskId, report, after, LINES_A_PAGE)
      const last = page.at(-1)
      if (last === undefined) return
      yield page.map(({ json }) => `${json}\n`).join('')
      after = last.line
    }
  }
}
