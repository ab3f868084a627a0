import { decodePageToken, encodePageToken } from '@iot-core-local/core'
import type { Handler, ProvisioningContext } from '../context.js'
import { pageSize } from './page-size.js'

const SCOPE = 'ListProvisioningTemplateVersions'

/** By number. @throws ResourceNotFoundException */
export function listProvisioningTemplateVersions({ book }: ProvisioningContext): Handler<'ListProvisioningTemplateVersions'> {
  return ({ templateName, maxResults, nextToken }) => {
    const { defaultVersion } = book.require(templateName)
    const limit = pageSize(maxResults)
    const [after = 0] = decodePageToken(SCOPE, nextToken) ?? []
    const found = book.rows.listVersions(templateName, Number(after), limit + 1)
    const page = found.slice(0, limit)
    const last = page.at(-1)
    return {
      versions: page.map(({ version, createdMs }) => ({
        versionId: version,
        creationDate: new Date(createdMs),
        isDefaultVersion: version === defaultVersion,
      })),
      ...(found.length > limit && last !== undefined ? { nextToken: encodePageToken(SCOPE, [last.version]) } : {}),
    }
  }
}
