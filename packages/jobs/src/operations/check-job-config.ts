import { invalidRequest } from '@iot-core-local/core'
import { checkTimeoutMinutes } from '../executions/checks.js'
import { MAX_RETRIES, MAX_ROLLOUT_PER_MINUTE } from '../limits.js'
import type { JobConfig } from '../model/job.js'

/** What the API model does not say about the configuration of a job (JOB section 7). @throws InvalidRequestException */
export function checkJobConfig(config: Partial<JobConfig>): void {
  const minutes = config.timeoutConfig?.inProgressTimeoutInMinutes
  if (minutes !== undefined) checkTimeoutMinutes('timeoutConfig.inProgressTimeoutInMinutes', minutes)
  checkRollout(config.jobExecutionsRolloutConfig)
  for (const { thresholdPercentage } of config.abortConfig?.criteriaList ?? []) {
    if (thresholdPercentage < 0 || !hasDecimals(thresholdPercentage, 2)) {
      throw invalidRequest('thresholdPercentage must be from 0 to 100 with at most two decimals.')
    }
  }
  checkRetries(config.jobExecutionsRetryConfig)
  const roleArn = config.presignedUrlConfig?.roleArn
  if (roleArn !== undefined && !/^arn:[a-z-]+:iam::\d{12}:role\/.+$/.test(roleArn)) {
    throw invalidRequest(`presignedUrlConfig.roleArn ${roleArn} is not the ARN of an IAM role.`)
  }
}

/** JOB-300, JOB-301. */
function checkRollout(config: JobConfig['jobExecutionsRolloutConfig']): void {
  if (config?.maximumPerMinute !== undefined && config.maximumPerMinute > MAX_ROLLOUT_PER_MINUTE) {
    throw invalidRequest(`maximumPerMinute must be from 1 to ${MAX_ROLLOUT_PER_MINUTE}.`)
  }
  const exponential = config?.exponentialRate
  if (exponential === undefined) return
  if (!hasDecimals(exponential.incrementFactor, 1)) throw invalidRequest('incrementFactor can have one decimal.')
  const { numberOfNotifiedThings, numberOfSucceededThings } = exponential.rateIncreaseCriteria
  if (numberOfNotifiedThings === undefined && numberOfSucceededThings === undefined) {
    throw invalidRequest('rateIncreaseCriteria needs numberOfNotifiedThings or numberOfSucceededThings.')
  }
}

/** JOB-330: each failure type once, ten retries in all. */
function checkRetries(config: JobConfig['jobExecutionsRetryConfig']): void {
  const criteria = config?.criteriaList ?? []
  if (new Set(criteria.map((criterion) => criterion.failureType)).size < criteria.length) {
    throw invalidRequest('jobExecutionsRetryConfig names a failureType twice.')
  }
  if (criteria.reduce((sum, criterion) => sum + criterion.numberOfRetries, 0) > MAX_RETRIES) {
    throw invalidRequest(`jobExecutionsRetryConfig allows at most ${MAX_RETRIES} retries in all.`)
  }
}

function hasDecimals(value: number, decimals: number): boolean {
  return Number(value.toFixed(decimals)) === value
}
