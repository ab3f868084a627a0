import type { IotHandlers } from '@iot-core-local/core'
import type { PackagesContext } from '../context.js'
import { MAX_PAGE_SIZE } from '../limits.js'
import { packageSummary } from './get-package.js'
import { pageOf, readToken } from './page.js'

const SCOPE = 'ListPackages'

/** ListPackages, by name. */
export function listPackages(context: PackagesContext): NonNullable<IotHandlers['ListPackages']> {
  return ({ maxResults: limit = MAX_PAGE_SIZE, nextToken }) => {
    const found = context.packages.list(readToken(SCOPE, nextToken), limit + 1)
    const { items, ...next } = pageOf(SCOPE, found, limit, ({ packageName }) => packageName)
    return { packageSummaries: items.map(packageSummary), ...next }
  }
}
