import type { OutgoingMessage } from '@iot-core-local/core'
import type { Stock } from '../context.js'
import { PENDING_SHOWN, PENDING_SHOWN_SCHEDULED } from '../limits.js'
import { type DeviceQueue, notifySuffix } from '../model/device-queue.js'
import type { JobExecution } from '../model/job-execution.js'
import { encodeExecution, executionSummary } from './execution-messages.js'

/** What was remembered of a thing before its executions changed. */
export interface Before {
  readonly headBefore: JobExecution | undefined
  readonly isListChanged: boolean
}

/** The `notify` and `notify-next` that the changes of a thing call for (JOB section 9). */
export function notificationsOf(stock: Stock, nowMs: number, queue: DeviceQueue, before: Before): OutgoingMessage[] {
  const messages: OutgoingMessage[] = []
  const prefix = `$aws/things/${queue.thingName}/jobs`
  const suffix = notifySuffix(queue)
  const timestamp = Math.floor(nowMs / 1_000)
  const head = stock.executions.head(queue)
  if (before.isListChanged) {
    const pending = stock.executions.shown(queue, PENDING_SHOWN, PENDING_SHOWN_SCHEDULED)
    const inProgress = pending.filter((execution) => execution.status === 'IN_PROGRESS')
    const queued = pending.filter((execution) => execution.status === 'QUEUED')
    const jobs = {
      ...(inProgress.length === 0 ? {} : { IN_PROGRESS: inProgress.map(executionSummary) }),
      ...(queued.length === 0 ? {} : { QUEUED: queued.map(executionSummary) }),
    }
    messages.push({ topic: `${prefix}/notify${suffix}`, payload: JSON.stringify({ timestamp, jobs }), qos: 1 })
  }
  if (!isSame(before.headBefore, head)) {
    const execution = head === undefined ? '' : `,"execution":${encodeExecution(head, stock.documents.textOf(head.jobId), nowMs)}`
    messages.push({ topic: `${prefix}/notify-next${suffix}`, payload: `{"timestamp":${timestamp}${execution}}`, qos: 1 })
  }
  return messages
}

/** A retry in the place of its failed predecessor is another execution (JOB-501). */
function isSame(before: JobExecution | undefined, after: JobExecution | undefined): boolean {
  return before?.jobId === after?.jobId && before?.executionNumber === after?.executionNumber
}
