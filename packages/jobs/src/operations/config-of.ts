import type { JobConfig } from '../model/job.js'

const MEMBERS = [
  'timeoutConfig',
  'jobExecutionsRolloutConfig',
  'abortConfig',
  'jobExecutionsRetryConfig',
  'schedulingConfig',
  'presignedUrlConfig',
  'destinationPackageVersions',
] as const

/** The configuration that a request names; members it does not name are absent. */
export function configOf(input: JobConfig): JobConfig {
  return Object.fromEntries(MEMBERS.flatMap((name) => (isEmpty(input[name]) ? [] : [[name, input[name]]])))
}

/** A structure or list without members asks for nothing. */
function isEmpty(value: object | undefined): boolean {
  return value === undefined || Object.keys(value).length === 0
}
