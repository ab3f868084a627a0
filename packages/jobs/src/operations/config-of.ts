import type { JobConfig } from '../model/job.js'

const MEMBERS = ['timeoutConfig', 'jobExecutionsRolloutConfig', 'abortConfig', 'jobExecutionsRetryConfig'] as const

/** The configuration that a request names; members it does not name are absent. */
export function configOf(input: JobConfig): JobConfig {
  return Object.fromEntries(MEMBERS.flatMap((name) => (input[name] === undefined ? [] : [[name, input[name]]])))
}
