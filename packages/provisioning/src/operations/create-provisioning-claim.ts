import { invalidRequest } from '@iot-core-local/core'
import type { Handler, ProvisioningContext } from '../context.js'

/** PRV-620. @throws ResourceNotFoundException, InvalidRequestException for a template of another type, ThrottlingException */
export function createProvisioningClaim({ book, claims }: ProvisioningContext): Handler<'CreateProvisioningClaim'> {
  return async ({ templateName }) => {
    const { type } = book.require(templateName)
    if (type !== 'FLEET_PROVISIONING')
      throw invalidRequest(`Template ${templateName} has the type ${type}; claims are for FLEET_PROVISIONING.`)
    const { certificateId, certificatePem, publicKey, privateKey, expiresMs } = await claims.create(templateName)
    return {
      certificateId,
      certificatePem,
      keyPair: { PublicKey: publicKey, PrivateKey: privateKey },
      expiration: new Date(expiresMs),
    }
  }
}
