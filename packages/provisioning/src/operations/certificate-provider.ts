import { resourceNotFound } from '@iot-core-local/core'
import type { ProvisioningContext } from '../context.js'
import type { CertificateProviderRow } from '../store/certificate-providers-store.js'

/** The ARN of a certificate provider. */
export function certificateProviderArn({ account }: Pick<ProvisioningContext, 'account'>, name: string): string {
  return account.arns.iot(`certificateprovider/${name}`)
}

/** @throws ResourceNotFoundException */
export function requireCertificateProvider({ providers }: ProvisioningContext, name: string): CertificateProviderRow {
  const row = providers.only()
  if (row?.name !== name) throw resourceNotFound(`The certificate provider ${name} does not exist.`)
  return row
}
