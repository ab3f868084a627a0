import type { OutgoingMessage } from '@iot-core-local/core'
import type { Stock } from '../context.js'
import { PENDING_SHOWN, PENDING_SHOWN_SCHEDULED } from '../limits.js'
import { type DeviceQueue, notifySuffix } from '../model/device-queue.js'
import type { JobExecution } from '../model/job-execution.js'
import type { ExecutionKey, PendingView } from '../store/executions-store.js'
import { encodeExecution, executionSummary } from './execution-messages.js'

/** What was remembered of a thing before its executions changed. */
export interface Before {
  readonly headBefore: ExecutionKey | undefined
  readonly isListChanged: boolean
  /** The whole pending list, where it is known. */
  readonly added: readonly JobExecution[] | undefined
}

/** The `notify` and `notify-next` that the changes of a thing call for (JOB section 9). */
export function notificationsOf(stock: Stock, nowMs: number, queue: DeviceQueue, before: Before): OutgoingMessage[] {
  const messages: OutgoingMessage[] = []
  const prefix = `$aws/things/${queue.thingName}/jobs`
  const suffix = notifySuffix(queue)
  const timestamp = Math.floor(nowMs / 1_000)
  const { head, shown: pending } = pendingNow(stock, queue, before)
  if (before.isListChanged) {
    const inProgress = pending.filter((execution) => execution.status === 'IN_PROGRESS')
    const queued = pending.filter((execution) => execution.status === 'QUEUED')
    const jobs = {
      ...(inProgress.length === 0 ? {} : { IN_PROGRESS: inProgress.map(executionSummary) }),
      ...(queued.length === 0 ? {} : { QUEUED: queued.map(executionSummary) }),
    }
    messages.push({ topic: `${prefix}/notify${suffix}`, payload: JSON.stringify({ timestamp, jobs }), qos: 1 })
  }
  if (!isSame(before.headBefore, head)) {
    const execution = head === undefined ? '' : `,"execution":${encodeExecution(head, stock.documents.handedTo(head), nowMs)}`
    messages.push({ topic: `${prefix}/notify-next${suffix}`, payload: `{"timestamp":${timestamp}${execution}}`, qos: 1 })
  }
  return messages
}

function pendingNow(stock: Stock, queue: DeviceQueue, { isListChanged, added }: Before): PendingView {
  if (!isListChanged) return { head: stock.executions.head(queue), shown: [] }
  if (added !== undefined && added.length <= PENDING_SHOWN) return { head: added[0], shown: added }
  return stock.executions.view(queue, PENDING_SHOWN, PENDING_SHOWN_SCHEDULED)
}

/** A retry in the place of its failed predecessor is another execution (JOB-501). */
function isSame(before: ExecutionKey | undefined, after: ExecutionKey | undefined): boolean {
  return before?.jobId === after?.jobId && before?.executionNumber === after?.executionNumber
}
