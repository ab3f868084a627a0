import { decodePageToken } from '@iot-core-local/core'
import type { Handler, ProvisioningContext } from '../context.js'
import { certificateProviderArn } from './certificate-provider.js'

/** One at most, so there is never a second page. */
export function listCertificateProviders(context: ProvisioningContext): Handler<'ListCertificateProviders'> {
  return ({ nextToken }) => {
    decodePageToken('ListCertificateProviders', nextToken)
    const row = context.providers.only()
    return {
      certificateProviders:
        row === undefined ? [] : [{ certificateProviderName: row.name, certificateProviderArn: certificateProviderArn(context, row.name) }],
    }
  }
}
