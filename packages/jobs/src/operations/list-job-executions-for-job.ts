import { decodePageToken, encodePageToken, type IotHandlers } from '@iot-core-local/core'
import type { JobsContext } from '../context.js'
import { findJob } from './find-job.js'
import { jobExecutionSummary } from './job-execution-summary.js'
import { pageSize } from './page-size.js'

const SCOPE = 'ListJobExecutionsForJob'

/** ListJobExecutionsForJob, in order of creation. */
export function listJobExecutionsForJob(context: JobsContext): NonNullable<IotHandlers['ListJobExecutionsForJob']> {
  return ({ jobId, status, maxResults, nextToken }) => {
    findJob(context, jobId)
    const limit = pageSize(maxResults)
    const [afterSeq = 0] = decodePageToken(SCOPE, nextToken) ?? []
    const found = context.executions.ofJob(jobId, status, Number(afterSeq), limit + 1)
    const page = found.slice(0, limit)
    const last = page.at(-1)
    return {
      executionSummaries: page.map((execution) => ({
        thingArn: context.account.arns.thing(execution.thingName),
        jobExecutionSummary: jobExecutionSummary(execution),
      })),
      ...(found.length > limit && last !== undefined ? { nextToken: encodePageToken(SCOPE, [last.seq]) } : {}),
    }
  }
}
