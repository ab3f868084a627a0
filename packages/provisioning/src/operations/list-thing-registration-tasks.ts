import { decodePageToken, encodePageToken } from '@iot-core-local/core'
import type { Handler, ProvisioningContext } from '../context.js'
import { pageSize } from './page-size.js'

const SCOPE = 'ListThingRegistrationTasks'

/** Newest first. */
export function listThingRegistrationTasks({ bulk }: ProvisioningContext): Handler<'ListThingRegistrationTasks'> {
  return ({ status, maxResults, nextToken }) => {
    const limit = pageSize(maxResults)
    const [before = Number.MAX_SAFE_INTEGER] = decodePageToken(SCOPE, nextToken) ?? []
    const found = bulk.tasks.list(status, Number(before), limit + 1)
    const page = found.slice(0, limit)
    const last = page.at(-1)
    return {
      taskIds: page.map(({ taskId }) => taskId),
      ...(found.length > limit && last !== undefined ? { nextToken: encodePageToken(SCOPE, [last.seq]) } : {}),
    }
  }
}
