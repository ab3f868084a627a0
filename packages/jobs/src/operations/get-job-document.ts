import type { IotHandlers } from '@iot-core-local/core'
import type { JobsContext } from '../context.js'
import { findJob } from './find-job.js'

/** GetJobDocument: the text as it was given (JOB-137). */
export function getJobDocument(context: JobsContext): NonNullable<IotHandlers['GetJobDocument']> {
  return ({ jobId }) => ({ document: context.documents.textOf(findJob(context, jobId).jobId) })
}
