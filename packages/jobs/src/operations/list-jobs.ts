import { decodePageToken, encodePageToken, type IotHandlers } from '@iot-core-local/core'
import type { JobsContext } from '../context.js'
import type { Job } from '../model/job.js'
import { isConcurrent } from './job-phase.js'
import { pageSize } from './page-size.js'

const SCOPE = 'ListJobs'

/** ListJobs: by status, newest first in each (JOB-104). */
export function listJobs(context: JobsContext): NonNullable<IotHandlers['ListJobs']> {
  return (input) => {
    const limit = pageSize(input.maxResults)
    const [rank, seq] = decodePageToken(SCOPE, input.nextToken) ?? []
    const after = rank === undefined || seq === undefined ? undefined : { rank: Number(rank), seq: Number(seq) }
    const { status, targetSelection, thingGroupName, thingGroupId, namespaceId } = input
    const filter = { status, targetSelection, thingGroupName, thingGroupId, namespaceId }
    const found = context.jobs.list(filter, after, limit + 1)
    const page = found.slice(0, limit)
    const last = page.at(-1)
    return {
      jobs: page.map(({ job }) => summary(context, job)),
      ...(found.length > limit && last !== undefined ? { nextToken: encodePageToken(SCOPE, [last.rank, last.job.seq]) } : {}),
    }
  }
}

function summary(context: JobsContext, job: Job) {
  return {
    jobArn: context.account.arns.job(job.jobId),
    jobId: job.jobId,
    targetSelection: job.targetSelection,
    status: job.status,
    createdAt: new Date(job.createdAtMs),
    lastUpdatedAt: new Date(job.updatedAtMs),
    ...(job.completedAtMs === undefined ? {} : { completedAt: new Date(job.completedAtMs) }),
    isConcurrent: isConcurrent(context, job),
  }
}
