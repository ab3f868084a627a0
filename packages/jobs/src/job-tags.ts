import { resourceNotFound } from '@iot-core-local/core'
import type { Stock } from './context.js'
import { jobTemplateArn } from './operations/job-template-arn.js'

export interface ResourceTag {
  readonly Key: string
  readonly Value: string
}

/** The tags of jobs and job templates, for TagResource, UntagResource and ListTagsForResource (JOB-117). */
export interface JobTags {
  /** Whether the ARN names a job or job template that exists here. */
  owns(resourceArn: string): boolean
  /** @throws ResourceNotFoundException */
  list(resourceArn: string): readonly ResourceTag[]
  /** Adds tags; a key that is there already gets the new value. @throws ResourceNotFoundException */
  put(resourceArn: string, tags: readonly ResourceTag[]): void
  /** @throws ResourceNotFoundException */
  remove(resourceArn: string, tagKeys: readonly string[]): void
}

export function createJobTags(stock: Stock): JobTags {
  const { arns } = stock.account
  const owns = (arn: string): boolean => {
    const id = arn.slice(arn.lastIndexOf('/') + 1)
    if (arn === arns.job(id)) return stock.jobs.find(id) !== undefined
    return arn === jobTemplateArn(stock, id) && stock.templates.find(id) !== undefined
  }
  const check = (arn: string): void => {
    if (!owns(arn)) throw resourceNotFound()
  }
  return {
    owns,
    list: (arn) => {
      check(arn)
      return stock.tags.list(arn)
    },
    put: (arn, tags) =>
      stock.account.store.transaction(() => {
        check(arn)
        for (const tag of tags) stock.tags.put(arn, tag.Key, tag.Value)
      }),
    remove: (arn, tagKeys) =>
      stock.account.store.transaction(() => {
        check(arn)
        for (const key of tagKeys) stock.tags.remove(arn, key)
      }),
  }
}
