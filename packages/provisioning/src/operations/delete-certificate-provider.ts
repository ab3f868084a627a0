import type { Handler, ProvisioningContext } from '../context.js'
import { certificateProviderArn, requireCertificateProvider } from './certificate-provider.js'

/** @throws ResourceNotFoundException */
export function deleteCertificateProvider(context: ProvisioningContext): Handler<'DeleteCertificateProvider'> {
  const { account, providers, tags } = context
  return ({ certificateProviderName }) =>
    account.store.transaction(() => {
      const { name } = requireCertificateProvider(context, certificateProviderName)
      providers.remove(name)
      tags.removeAll(certificateProviderArn(context, name))
      return {}
    })
}
