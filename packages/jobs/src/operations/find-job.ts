import { resourceNotFound } from '@iot-core-local/core'
import type { Stock } from '../context.js'
import type { Job } from '../model/job.js'

/** A job, of the namespace when one is named. @throws ResourceNotFoundException */
export function findJob(stock: Stock, jobId: string, namespaceId?: string): Job {
  const job = stock.jobs.find(jobId)
  if (job === undefined || (namespaceId !== undefined && job.config.namespaceId !== namespaceId))
    throw resourceNotFound(`Job ${jobId} does not exist.`)
  return job
}
