import type { IotHandlers } from '@iot-core-local/core'
import type { PackagesContext } from '../context.js'
import { MAX_PAGE_SIZE } from '../limits.js'
import { versionSummary } from './get-package-version.js'
import { pageOf, readToken } from './page.js'

/** ListPackageVersions, by name. The model knows no exception for a package that is not there: it has no versions (unconfirmed). */
export function listPackageVersions(context: PackagesContext): NonNullable<IotHandlers['ListPackageVersions']> {
  return ({ packageName, status, maxResults: limit = MAX_PAGE_SIZE, nextToken }) => {
    const scope = `ListPackageVersions/${packageName}/${status ?? ''}`
    const found = context.versions.list(packageName, status, readToken(scope, nextToken), limit + 1)
    const { items, ...next } = pageOf(scope, found, limit, ({ versionName }) => versionName)
    return { packageVersionSummaries: items.map(versionSummary), ...next }
  }
}
