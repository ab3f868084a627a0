import { resourceNotFound } from '@iot-core-local/core'
import type { Stock } from '../context.js'
import type { Job } from '../model/job.js'

/** @throws ResourceNotFoundException */
export function findJob(stock: Stock, jobId: string): Job {
  const job = stock.jobs.find(jobId)
  if (job === undefined) throw resourceNotFound(`Job ${jobId} does not exist.`)
  return job
}
