import type { Circumstances, ConnectFacts } from './question-variables.js'

const THING = 'iot:connection.thing.'
const ATTRIBUTE = /^iot:connection\.thing\.attributes\[(.*)\]$/

/** Why a policy variable or condition key has no value (SEC-601, SEC-704, SEC-709, SEC-1004), as the end of a sentence. `key` is as `variableKey` makes it. */
export function whyMissing(key: string, circumstances: Circumstances, connect: ConnectFacts | undefined): string {
  if (key.startsWith(THING)) return whyThing(key, circumstances)
  if (key.startsWith('iot:certificate')) {
    return circumstances.certificate === undefined ? 'the client showed no certificate' : 'the certificate does not have it'
  }
  if (key.startsWith('credentials-iot:')) return 'only the IAM policies of a role know it, and there is no IAM here'
  switch (key) {
    case 'iot:clientid':
      return 'an HTTPS request has no client id'
    case 'iot:domainname':
      return 'the client named no server in its TLS handshake (SNI)'
    case 'aws:sourceip':
      return 'no address was given'
    case 'aws:sourcevpc':
    case 'aws:sourcevpce':
    case 'aws:vpcsourceip':
      return 'there is no VPC here'
    case 'iot:lastwilltopic':
    case 'iot:connectattributes':
      return connect === undefined ? 'only iot:Connect of an MQTT client knows it' : 'the CONNECT has no will'
    default:
      return 'no variable of this name is known'
  }
}

function whyThing(key: string, { certificate, clientId, hasThings, thing }: Circumstances): string {
  if (clientId === undefined) return 'an HTTPS request stands for no thing'
  if (certificate === undefined) return 'only a client with a certificate stands for a thing'
  if (thing === undefined) {
    return hasThings?.() === true
      ? `the client id ${JSON.stringify(clientId)} is not the name of a thing that the certificate is attached to`
      : 'no thing is attached to the certificate'
  }
  const attribute = ATTRIBUTE.exec(key)?.[1]
  if (attribute !== undefined) return `the thing ${thing.thingName} has no attribute ${attribute}`
  return key === `${THING}thingtypename` ? `the thing ${thing.thingName} has no thing type` : 'no variable of this name is known'
}
