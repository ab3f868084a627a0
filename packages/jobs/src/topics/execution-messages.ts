import { secondsBeforeTimedOut } from '../model/deadlines.js'
import { type JobExecution, shownDetails } from '../model/job-execution.js'

/** Epoch seconds, as devices see every time (JOB section 11). */
export function toSeconds(epochMs: number): number {
  return Math.floor(epochMs / 1_000)
}

/** A summary, members in the order of the captures (JOB-420). */
export function executionSummary(execution: JobExecution) {
  return {
    jobId: execution.jobId,
    queuedAt: toSeconds(execution.queuedAtMs),
    lastUpdatedAt: toSeconds(execution.updatedAtMs),
    ...(execution.startedAtMs === undefined ? {} : { startedAt: toSeconds(execution.startedAtMs) }),
    executionNumber: execution.executionNumber,
    versionNumber: execution.versionNumber,
  }
}

/** An execution without its document, members in the order of the captures (JOB-421). */
export function executionMembers(execution: JobExecution, nowMs: number) {
  const statusDetails = shownDetails(execution)
  const secondsLeft = secondsBeforeTimedOut(execution, nowMs)
  return {
    jobId: execution.jobId,
    status: execution.status,
    ...(statusDetails === undefined ? {} : { statusDetails }),
    queuedAt: toSeconds(execution.queuedAtMs),
    ...(execution.startedAtMs === undefined ? {} : { startedAt: toSeconds(execution.startedAtMs) }),
    lastUpdatedAt: toSeconds(execution.updatedAtMs),
    versionNumber: execution.versionNumber,
    executionNumber: execution.executionNumber,
    ...(secondsLeft === undefined ? {} : { approximateSecondsBeforeTimedOut: secondsLeft }),
  }
}

/** The execution as JSON text. The document goes in as it was given: no number or order of its own is lost on the way (JOB-203). */
export function encodeExecution(execution: JobExecution, document: string | undefined, nowMs: number): string {
  return withDocument(JSON.stringify(executionMembers(execution, nowMs)), document)
}

/** Adds `jobDocument` as the last member of an object's JSON text. */
export function withDocument(json: string, document: string | undefined): string {
  if (document === undefined) return json
  return `${json.slice(0, -1)}${json === '{}' ? '' : ','}"jobDocument":${document.trim()}}`
}
