import { registerCertificate } from './certificates.js'
import { ALLOW_ALL } from './policy-documents.js'
import type { World } from './world.js'

/** The id of an Amazon Cognito identity: a principal that needs no registration. */
export const COGNITO_IDENTITY = 'us-east-1:12345678-1234-1234-1234-123456789012'

/** The policy `p` and a certificate, which does not have it. Returns the certificate's ARN. */
export async function policyAndCertificate(world: World): Promise<string> {
  await world.iot.createPolicy({ policyName: 'p', policyDocument: ALLOW_ALL })
  return (await registerCertificate(world)).certificateArn
}

/** The policy `p` on a certificate, whose ARN is returned. */
export async function attachedToOne(world: World): Promise<string> {
  const target = await policyAndCertificate(world)
  await world.iot.attachPolicy({ policyName: 'p', target })
  return target
}

/** So many policies on the target, whose names are returned in order of their making; and `one-more`, which is not on it. */
export async function policiesOnOne({ iot }: World, target: string, count: number): Promise<readonly string[]> {
  const names = Array.from({ length: count }, (_, index) => `p-${index + 1}`)
  for (const policyName of [...names, 'one-more']) await iot.createPolicy({ policyName, policyDocument: ALLOW_ALL })
  for (const policyName of names) await iot.attachPolicy({ policyName, target })
  return names
}
