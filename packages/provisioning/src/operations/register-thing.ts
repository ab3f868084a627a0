import { principalIdentifier } from '@iot-core-local/core'
import type { Handler, ProvisioningContext } from '../context.js'
import { refuseFlaws } from '../errors.js'
import { asServiceError } from '../runs/provisioner.js'
import { Trace } from '../runs/trace.js'

/**
 * RegisterThing over HTTP (PRV-501): one device, from a template in the request. All or nothing.
 * @throws InvalidRequestException, ResourceRegistrationFailureException, ResourceConflictsException (PRV-502)
 */
export function registerThing({ book, provisioner }: ProvisioningContext): Handler<'RegisterThing'> {
  return async ({ templateBody, parameters }, call) => {
    const template = refuseFlaws(() => book.parse(templateBody, 'registration'))
    const attempt = {
      consumer: 'RegisterThing',
      who: 'A device of RegisterThing',
      facts: { principalId: principalIdentifier(call.principal), requestId: call.requestId },
      trace: new Trace(),
    }
    try {
      const { certificate, resourceArns } = await provisioner.provision(attempt, template, new Map(Object.entries(parameters ?? {})))
      return { ...(certificate === undefined ? {} : { certificatePem: certificate.certificatePem }), resourceArns }
    } catch (error) {
      throw asServiceError(error)
    }
  }
}
