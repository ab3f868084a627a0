import { type IotHandlers, resourceNotFound } from '@iot-core-local/core'
import type { JobsContext } from '../context.js'
import { jobTemplateArn } from './job-template-arn.js'

/** DeleteJobTemplate. Jobs made from it stay as they are. */
export function deleteJobTemplate(context: JobsContext): NonNullable<IotHandlers['DeleteJobTemplate']> {
  return ({ jobTemplateId }) =>
    context.account.store.transaction(() => {
      if (!context.templates.delete(jobTemplateId)) throw resourceNotFound(`Job template ${jobTemplateId} does not exist.`)
      context.tags.removeAll(jobTemplateArn(context, jobTemplateId))
      return {}
    })
}
