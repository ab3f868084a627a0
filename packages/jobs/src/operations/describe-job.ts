import type { IotHandlers } from '@iot-core-local/core'
import { jobProcessDetails } from '../changes/job-process-details.js'
import type { JobsContext } from '../context.js'
import { formatDateTime } from '../model/date-time.js'
import { isEnded, type Job } from '../model/job.js'
import { foundName, packageVersionArn } from '../model/package-versions.js'
import { nextRollouts, readSchedule } from '../model/schedule.js'
import { targetArn } from '../model/target.js'
import { findJob } from './find-job.js'
import { isConcurrent, isRollingOut } from './job-phase.js'

/** DescribeJob (JOB section 5.3). */
export function describeJob(context: JobsContext): NonNullable<IotHandlers['DescribeJob']> {
  return ({ jobId, beforeSubstitution }) => {
    const job = findJob(context, jobId)
    const { arns } = context.account
    const targets = context.jobs.targets(jobId).map((target) => targetArn(target, arns))
    return {
      ...(job.config.documentSource === undefined ? {} : { documentSource: job.config.documentSource }),
      job: {
        jobArn: arns.job(jobId),
        jobId,
        targetSelection: job.targetSelection,
        status: job.status,
        ...(job.isForceCanceled ? { forceCanceled: true } : {}),
        reasonCode: job.reasonCode,
        comment: job.comment,
        targets,
        description: job.description,
        // JOB-130: these come back as empty structures when nothing was set.
        presignedUrlConfig: job.config.presignedUrlConfig ?? {},
        jobExecutionsRolloutConfig: job.config.jobExecutionsRolloutConfig ?? {},
        timeoutConfig: job.config.timeoutConfig ?? {},
        abortConfig: job.config.abortConfig,
        namespaceId: job.config.namespaceId,
        jobTemplateArn: job.config.jobTemplateArn,
        documentParameters: job.config.documentParameters,
        jobExecutionsRetryConfig: job.config.jobExecutionsRetryConfig,
        ...shownPackages(context, job, beforeSubstitution === true),
        ...shownSchedule(context, job),
        createdAt: new Date(job.createdAtMs),
        lastUpdatedAt: new Date(job.updatedAtMs),
        ...(job.completedAtMs === undefined ? {} : { completedAt: new Date(job.completedAtMs) }),
        jobProcessDetails: {
          ...(isRollingOut(context, job) ? { processingTargets: targets } : {}),
          ...jobProcessDetails(context.jobs.counts(jobId)),
        },
        isConcurrent: isConcurrent(context, job),
      },
    }
  }
}

/** The versions that the job brings, found or as they were given (JOB-136). */
function shownPackages(context: JobsContext, { jobId, config }: Job, isBefore: boolean) {
  const { destinationPackageVersions } = config
  if (destinationPackageVersions === undefined) return {}
  if (isBefore) return { destinationPackageVersions }
  const { arns } = context.account
  const found = context.packages.of(jobId).map((version) => packageVersionArn(version.packageName, foundName(version), arns))
  return { destinationPackageVersions: found }
}

/** The schedule, and the next window starts where there are windows (JOB-343). */
function shownSchedule(context: JobsContext, job: Job) {
  const { schedulingConfig } = job.config
  if (schedulingConfig === undefined) return {}
  const schedule = readSchedule(schedulingConfig)
  if (schedule.windows.length === 0 || isEnded(job.status)) return { schedulingConfig }
  const starts = nextRollouts(schedule, context.account.timers.now())
  return { schedulingConfig, scheduledJobRollouts: starts.map((startMs) => ({ startTime: formatDateTime(startMs) })) }
}
