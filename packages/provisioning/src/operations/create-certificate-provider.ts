import { limitExceeded, resourceAlreadyExists } from '@iot-core-local/core'
import type { Handler, ProvisioningContext } from '../context.js'
import { certificateProviderArn } from './certificate-provider.js'
import { checkFunction } from './check-hook.js'

/** PRV-640. @throws ResourceAlreadyExistsException (409) for the same name, LimitExceededException (410) for a second one, InvalidRequestException */
export function createCertificateProvider(context: ProvisioningContext): Handler<'CreateCertificateProvider'> {
  const { account, providers, tags } = context
  return ({ certificateProviderName: name, lambdaFunctionArn, tags: given }) => {
    checkFunction(lambdaFunctionArn, 'lambdaFunctionArn')
    const arn = certificateProviderArn(context, name)
    return account.store.transaction(() => {
      const existing = providers.only()
      if (existing?.name === name) {
        const resource = { resourceId: name, resourceArn: arn }
        throw resourceAlreadyExists(`The certificate provider ${name} already exists.`, resource)
      }
      if (existing !== undefined) throw limitExceeded(`An account has one certificate provider at most; ${existing.name} is there.`)
      const nowMs = account.timers.now()
      providers.put({ name, functionArn: lambdaFunctionArn, createdMs: nowMs, modifiedMs: nowMs })
      if (given !== undefined && given.length > 0) tags.add(arn, given)
      return { certificateProviderName: name, certificateProviderArn: arn }
    })
  }
}
