import { X509Certificate } from 'node:crypto'
import { type Call, principalIdentifier } from '@iot-core-local/core'
import { isObject } from '../template/json.js'
import { callFunction } from './call-function.js'
import type { FleetContext } from './fleet-context.js'
import { rejections } from './rejections.js'

/**
 * Lets the account's certificate provider make the certificate (PRV-641). What it returns must have the subject and the key of the request.
 * @param own the certificate that would be issued without a provider, PEM: the request's subject and key are read from it
 * @throws RejectedRequest
 */
export async function issueByProvider(context: FleetContext, functionArn: string, csr: string, own: string, call: Call): Promise<string> {
  const event = {
    certificateSigningRequest: csr,
    principalId: principalIdentifier(call.principal),
    clientId: call.connection?.clientId ?? '',
  }
  const outcome = await callFunction(context.clocks, context.functions, functionArn, event)
  if ('failure' in outcome) throw rejections.providerFailed(outcome.failure)
  const pem = isObject(outcome.answer) ? outcome.answer['certificatePem'] : undefined
  if (typeof pem !== 'string') throw rejections.providerFailed('its answer has no certificatePem')
  const objection = objectionTo(pem, new X509Certificate(own))
  if (objection !== undefined) throw rejections.providerFailed(objection)
  return pem
}

function objectionTo(pem: string, own: X509Certificate): string | undefined {
  let certificate: X509Certificate
  try {
    certificate = new X509Certificate(pem)
  } catch {
    return 'its certificatePem is not a certificate'
  }
  const keyOf = ({ publicKey }: X509Certificate): Buffer => publicKey.export({ format: 'der', type: 'spki' })
  if (!keyOf(certificate).equals(keyOf(own))) return 'its certificate has another public key than the request'
  if (certificate.subject !== own.subject) return 'its certificate has another subject than the request'
  return undefined
}
