import type { Handler, ProvisioningContext } from '../context.js'
import { certificateProviderArn, requireCertificateProvider } from './certificate-provider.js'
import { checkFunction } from './check-hook.js'

/** There is one operation that a provider can be the default for, so only its function can change. @throws ResourceNotFoundException, InvalidRequestException */
export function updateCertificateProvider(context: ProvisioningContext): Handler<'UpdateCertificateProvider'> {
  const { account, providers } = context
  return ({ certificateProviderName, lambdaFunctionArn }) => {
    if (lambdaFunctionArn !== undefined) checkFunction(lambdaFunctionArn, 'lambdaFunctionArn')
    return account.store.transaction(() => {
      const row = requireCertificateProvider(context, certificateProviderName)
      providers.put({ ...row, functionArn: lambdaFunctionArn ?? row.functionArn, modifiedMs: account.timers.now() })
      return { certificateProviderName: row.name, certificateProviderArn: certificateProviderArn(context, row.name) }
    })
  }
}
