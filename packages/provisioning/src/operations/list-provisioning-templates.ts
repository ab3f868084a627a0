import { decodePageToken, encodePageToken } from '@iot-core-local/core'
import type { Handler, ProvisioningContext } from '../context.js'
import { pageSize } from './page-size.js'
import { templateSummary } from './template-views.js'

const SCOPE = 'ListProvisioningTemplates'

/** By name. */
export function listProvisioningTemplates(context: ProvisioningContext): Handler<'ListProvisioningTemplates'> {
  return ({ maxResults, nextToken }) => {
    const limit = pageSize(maxResults)
    const [after = ''] = decodePageToken(SCOPE, nextToken) ?? []
    const found = context.book.rows.list(String(after), limit + 1)
    const page = found.slice(0, limit)
    const last = page.at(-1)
    return {
      templates: page.map((row) => templateSummary(context, row)),
      ...(found.length > limit && last !== undefined ? { nextToken: encodePageToken(SCOPE, [last.name]) } : {}),
    }
  }
}
