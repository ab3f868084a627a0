import { ServiceError } from '@iot-core-local/core'
import type { Stock } from '../context.js'
import type { Job } from '../model/job.js'
import type { JobExecution } from '../model/job-execution.js'
import { foundName, NO_VERSION } from '../model/package-versions.js'

/** The reserved shadow of what is installed on a thing. */
const PACKAGE_SHADOW = '$package'

/**
 * Reports in the thing's shadow what an execution that succeeded has installed, when the account wants it (JOB-120): version names, and null for what was
 * uninstalled. Attributes there are the device's own and stay. What cannot be reported leaves a decision record; the execution has succeeded all the
 * same.
 */
export function reportPackages(stock: Stock, job: Job, execution: JobExecution): void {
  if (execution.status !== 'SUCCEEDED' || job.config.destinationPackageVersions === undefined) return
  const { catalog, shadows, packages } = stock
  if (!catalog.isVersionUpdateEnabled()) return
  const versions = packages.of(job.jobId).map((version) => ({ packageName: version.packageName, versionName: foundName(version) }))
  const gone = versions.find(
    ({ packageName, versionName }) => versionName !== NO_VERSION && catalog.find(packageName, versionName) === undefined,
  )
  if (gone !== undefined) {
    const why = `Package ${gone.packageName} version ${gone.versionName} is no longer in the catalog. Delete package versions when no job brings them any more.`
    recordFailure(stock, execution, 'ResourceNotFoundException', why)
    return
  }
  const reported = Object.fromEntries(
    versions.map(({ packageName, versionName }) => [packageName, versionName === NO_VERSION ? null : { version: versionName }]),
  )
  try {
    shadows.report(execution.thingName, PACKAGE_SHADOW, reported)
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error
    recordFailure(stock, execution, error.name, error.message)
  }
}

function recordFailure({ account }: Stock, { jobId, thingName, executionNumber }: JobExecution, reason: string, why: string): void {
  account.decisions.record({
    kind: 'api',
    outcome: 'failed',
    eventType: 'UpdateThingShadow',
    reason,
    explanation: `The job ${jobId} succeeded on ${thingName}, but its shadow ${PACKAGE_SHADOW} was not updated. ${why}`,
    resource: account.arns.thing(thingName),
    details: { jobId, thingName, executionNumber },
  })
}
