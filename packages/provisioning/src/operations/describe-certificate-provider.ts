import type { Handler, ProvisioningContext } from '../context.js'
import { certificateProviderArn, requireCertificateProvider } from './certificate-provider.js'

/** @throws ResourceNotFoundException */
export function describeCertificateProvider(context: ProvisioningContext): Handler<'DescribeCertificateProvider'> {
  return ({ certificateProviderName }) => {
    const { name, functionArn, createdMs, modifiedMs } = requireCertificateProvider(context, certificateProviderName)
    return {
      certificateProviderName: name,
      certificateProviderArn: certificateProviderArn(context, name),
      lambdaFunctionArn: functionArn,
      accountDefaultForOperations: ['CreateCertificateFromCsr'],
      creationDate: new Date(createdMs),
      lastModifiedDate: new Date(modifiedMs),
    }
  }
}
