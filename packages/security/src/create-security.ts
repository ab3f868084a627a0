import { type AccessDecision, type ParsedArn, parseArn, resourceNotFound } from '@iot-core-local/core'
import { Admission } from './access/admission.js'
import { Epoch } from './access/epoch.js'
import { Permissions, type Subject } from './access/permissions.js'
import { createCredentialProvider } from './credentials/credential-provider.js'
import { ClientCallbacks } from './domains/client-callbacks.js'
import { DomainBook } from './domains/domains.js'
import { securityOperations } from './operations/index.js'
import { createParts, type Parts } from './parts.js'
import type { PermissionQuery, Security, SecurityDeps, SecurityOptions } from './security.js'
import { createTransfers } from './transfers.js'
import { handshakeCertificate } from './x509/certificate.js'

/**
 * Wires the certificates, CA certificates and policies of one account.
 * @throws MalformedPolicyException when `anonymousPolicy` holds a document that is none.
 */
export function createSecurity(deps: SecurityDeps, options: SecurityOptions = {}): Security {
  const parts = createParts(deps)
  const epoch = new Epoch(deps.events, () => parts.attachments.hasGroupPolicies())
  const permissions = new Permissions(parts, options)
  const access = new Admission(parts, permissions, epoch, options)
  const domains = new DomainBook(parts.domainRows, deps.events, new ClientCallbacks(deps))
  return {
    name: 'security',
    operations: { iot: securityOperations(parts, permissions, options) },
    topics: [],
    access,
    domains,
    credentialProvider: createCredentialProvider(parts, domains.guard(access)),
    certificates: parts.certificates,
    transfers: createTransfers(parts),
    taggable: { exists: (arn) => doesTaggableExist(parts, arn) },
    principals: { exists: (principalArn) => doesPrincipalExist(parts, principalArn) },
    hasCertificate: (fingerprint) => parts.certificateRows.has(fingerprint),
    hasRegisteredCaFor({ der }) {
      const certificate = handshakeCertificate(der)
      return certificate !== undefined && parts.caFinder.signersOf(certificate).length > 0
    },
    explain: (query) => explain(parts, permissions, query),
    start: () => undefined,
    close() {
      epoch.close()
      domains.close()
      return Promise.resolve()
    },
  }
}

function doesPrincipalExist({ certificateRows, deps }: Parts, principalArn: string): boolean {
  const arn = parseArn(principalArn)
  if (arn === undefined) return principalArn.includes(':')
  return arn.resourceType === 'cert' && principalArn === deps.arns.certificate(arn.resourceId) && certificateRows.has(arn.resourceId)
}

function doesTaggableExist(
  { caRows, domainRows, policyRows, roleAliases }: Parts,
  { resourceType, resourceId }: ParsedArn,
): boolean | undefined {
  switch (resourceType) {
    case 'policy':
      return policyRows.find(resourceId) !== undefined
    case 'cacert':
      return caRows.find(resourceId) !== undefined
    case 'rolealias':
      return roleAliases.find(resourceId) !== undefined
    case 'domainconfiguration': {
      const [name = '', id] = resourceId.split('/')
      return id !== undefined && domainRows.find(name)?.id === id
    }
    default:
      return undefined
  }
}

async function explain(parts: Parts, permissions: Permissions, query: PermissionQuery): Promise<AccessDecision> {
  const { clientId, isPersistent = false, lastWillTopic } = query
  const subject: Subject = {
    principal: principalOf(parts, query),
    sourceIp: query.sourceIp ?? '127.0.0.1',
    domainName: undefined,
    connect:
      clientId === undefined
        ? undefined
        : { clientId, isPersistent, ...(lastWillTopic === undefined ? {} : { lastWill: { topic: lastWillTopic, isRetained: false } }) },
  }
  return Promise.resolve(permissions.decide(subject, permissions.standingOf(subject), query))
}

function principalOf({ certificateRows, deps }: Parts, { certificateId, principal }: PermissionQuery): Subject['principal'] {
  if (certificateId === undefined && principal === undefined) return { kind: 'anonymous' }
  const arn = certificateId === undefined ? (principal ?? '') : deps.arns.certificate(certificateId)
  const parsed = parseArn(arn)
  if (parsed === undefined) return { kind: 'cognitoIdentity', identityId: arn }
  const isHere = arn === deps.arns.certificate(parsed.resourceId) && certificateRows.has(parsed.resourceId)
  if (!isHere) throw resourceNotFound(`No certificate with ARN ${arn} exists`)
  return { kind: 'certificate', certificateId: parsed.resourceId, arn }
}
