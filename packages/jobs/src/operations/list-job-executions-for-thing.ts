import { decodePageToken, encodePageToken, type IotHandlers, resourceNotFound } from '@iot-core-local/core'
import type { JobsContext } from '../context.js'
import { jobExecutionSummary } from './job-execution-summary.js'
import { pageSize } from './page-size.js'

const SCOPE = 'ListJobExecutionsForThing'

/** ListJobExecutionsForThing, newest first. A deleted thing that still has executions has a list. */
export function listJobExecutionsForThing(context: JobsContext): NonNullable<IotHandlers['ListJobExecutionsForThing']> {
  return ({ thingName, status, jobId, maxResults, nextToken, namespaceId }) => {
    const limit = pageSize(maxResults)
    const [beforeSeq = Number.MAX_SAFE_INTEGER] = decodePageToken(SCOPE, nextToken) ?? []
    const found = context.executions.ofThing(thingName, { status, jobId, namespaceId }, Number(beforeSeq), limit + 1)
    if (found.length === 0 && !context.things.exists(thingName)) throw resourceNotFound(`Thing ${thingName} does not exist.`)
    const page = found.slice(0, limit)
    const last = page.at(-1)
    return {
      executionSummaries: page.map((execution) => ({
        jobId: execution.jobId,
        jobExecutionSummary: jobExecutionSummary(execution),
      })),
      ...(found.length > limit && last !== undefined ? { nextToken: encodePageToken(SCOPE, [last.seq]) } : {}),
    }
  }
}
