import type { IotHandlers } from '@iot-core-local/core'
import type { JobsContext } from '../context.js'
import { findJob } from './find-job.js'

/** GetJobDocument: the text as it was given, with the contents of packages in place unless the caller wants it as before (JOB-136, JOB-137). */
export function getJobDocument(context: JobsContext): NonNullable<IotHandlers['GetJobDocument']> {
  return ({ jobId, beforeSubstitution }) => {
    findJob(context, jobId)
    return { document: beforeSubstitution === true ? context.documents.sourceOf(jobId) : context.documents.textOf(jobId) }
  }
}
