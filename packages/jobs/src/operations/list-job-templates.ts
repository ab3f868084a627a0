import { decodePageToken, encodePageToken, type IotHandlers } from '@iot-core-local/core'
import type { JobsContext } from '../context.js'
import { jobTemplateArn } from './job-template-arn.js'
import { pageSize } from './page-size.js'

const SCOPE = 'ListJobTemplates'

/** ListJobTemplates, by id. */
export function listJobTemplates(context: JobsContext): NonNullable<IotHandlers['ListJobTemplates']> {
  return ({ maxResults, nextToken }) => {
    const limit = pageSize(maxResults)
    const [afterId = ''] = decodePageToken(SCOPE, nextToken) ?? []
    const found = context.templates.list(String(afterId), limit + 1)
    const page = found.slice(0, limit)
    const last = page.at(-1)
    return {
      jobTemplates: page.map((template) => ({
        jobTemplateArn: jobTemplateArn(context, template.jobTemplateId),
        jobTemplateId: template.jobTemplateId,
        description: template.description,
        createdAt: new Date(template.createdAtMs),
      })),
      ...(found.length > limit && last !== undefined ? { nextToken: encodePageToken(SCOPE, [last.jobTemplateId]) } : {}),
    }
  }
}
