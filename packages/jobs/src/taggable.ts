import type { ParsedArn } from '@iot-core-local/core'
import type { Stock } from './context.js'

/** Which resources of this package can have tags (JOB-117): jobs and job templates. */
export interface TaggableResources {
  /** Whether the resource exists; undefined when resources of its type are not this package's. */
  exists(arn: ParsedArn): boolean | undefined
}

export function createTaggable(stock: Stock): TaggableResources {
  return {
    exists: ({ resourceType, resourceId }) => {
      if (resourceType === 'job') return stock.jobs.find(resourceId) !== undefined
      return resourceType === 'jobtemplate' ? stock.templates.find(resourceId) !== undefined : undefined
    },
  }
}
