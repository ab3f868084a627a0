import { type AccessDecision, invalidRequest, notImplemented, parseArn } from '@iot-core-local/core'
import type { Permissions, Subject } from '../access/permissions.js'
import type { Handler, Parts } from '../parts.js'
import { BoundPolicies, type PolicyInEffect } from '../policy/bound-policies.js'
import { evaluate } from '../policy/evaluate.js'
import { variableKey } from '../policy/variables.js'
import { requireTarget } from './policy-target.js'
import { requirePolicy } from './require-policy.js'

const ACTIONS = { CONNECT: 'iot:Connect', PUBLISH: 'iot:Publish', SUBSCRIBE: 'iot:Subscribe', RECEIVE: 'iot:Receive' } as const

/** Policies by what they say. */
interface Findings {
  readonly allowed: readonly PolicyInEffect[]
  readonly explicitDeny: readonly PolicyInEffect[]
  readonly implicitDeny: readonly PolicyInEffect[]
}

/** SEC-902, REG-464: what the policies would say; nothing is changed, and the certificate's status does not count. */
export function testAuthorization(parts: Parts, permissions: Permissions): Handler<'TestAuthorization'> {
  return ({ principal, cognitoIdentityPoolId, authInfos, clientId, policyNamesToAdd = [], policyNamesToSkip = [] }) => {
    if (cognitoIdentityPoolId !== undefined) throw notImplemented('TestAuthorization with cognitoIdentityPoolId')
    const subject: Subject = {
      principal: principalOf(parts, principal),
      sourceIp: undefined,
      domainName: undefined,
      connect: clientId === undefined ? undefined : { clientId, isPersistent: false },
    }
    const standing = permissions.standingOf(subject)
    const policies = adjusted(parts, standing.policies.policies, policyNamesToAdd, policyNamesToSkip)
    const bound = new BoundPolicies(policies, standing.policies.variables)
    const boundForConnect = new BoundPolicies(policies, standing.connectPolicies.variables)
    const authResults = authInfos.map((authInfo) => {
      const { actionType, resources } = authInfo
      if (actionType === undefined) throw invalidRequest('Each of authInfos must have an actionType.')
      const inForce = actionType === 'CONNECT' ? boundForConnect : bound
      const { allowed, explicitDeny, implicitDeny } = findings(inForce, ACTIONS[actionType], resources)
      return {
        authInfo: { actionType, resources },
        allowed: { policies: namesOf(allowed) },
        denied: { implicitDeny: { policies: namesOf(implicitDeny) }, explicitDeny: { policies: namesOf(explicitDeny) } },
        authDecision: decisionOf(inForce, ACTIONS[actionType], resources),
        missingContextValues: missingValues(inForce, ACTIONS[actionType]),
      }
    })
    return { authResults }
  }
}

function principalOf(parts: Parts, principal: string | undefined): Subject['principal'] {
  if (principal === undefined) throw invalidRequest('principal is required: a certificate ARN or a Cognito identity id.')
  const kind = requireTarget(parts, principal)
  if (kind === 'thingGroup') throw invalidRequest('The principal must be a certificate or a Cognito identity.')
  return kind === 'certificate'
    ? { kind, certificateId: parseArn(principal)?.resourceId ?? '', arn: principal }
    : { kind, identityId: principal }
}

function adjusted(
  parts: Parts,
  policies: readonly PolicyInEffect[],
  toAdd: readonly string[],
  toSkip: readonly string[],
): readonly PolicyInEffect[] {
  const kept = policies.filter(({ policyName }) => !toSkip.includes(policyName))
  const added = toAdd
    .filter((name) => !kept.some(({ policyName }) => policyName === name))
    .map((name) => parts.policyBook.byName(requirePolicy(parts, name).name, 'policyNamesToAdd'))
  return [...kept, ...added.filter((policy) => policy !== undefined)]
}

/** Sorts the policies by what they say about the resources. */
function findings(bound: BoundPolicies, action: string, resources: readonly string[]): Findings {
  const saying = (effect: 'Allow' | 'Deny'): readonly PolicyInEffect[] => {
    const statements = bound.statements.filter(
      (statement) =>
        statement.compiled.statement.effect === effect &&
        statement.compiled.coversAction(action) &&
        resources.some((resource) => statement.applies(resource)),
    )
    return bound.policies.filter((policy) => statements.some(({ from }) => from === policy))
  }
  const allowed = saying('Allow')
  const explicitDeny = saying('Deny')
  const implicitDeny = bound.policies.filter((policy) => !allowed.includes(policy) && !explicitDeny.includes(policy))
  return { allowed, explicitDeny, implicitDeny }
}

/** Each of the resources has to be allowed. */
function decisionOf(bound: BoundPolicies, action: string, resources: readonly string[]): AccessDecision['decision'] {
  const decisions = resources.map((resource) => evaluate(bound, { action, resource }).decision)
  if (decisions.includes('EXPLICIT_DENY')) return 'EXPLICIT_DENY'
  return decisions.includes('IMPLICIT_DENY') ? 'IMPLICIT_DENY' : 'ALLOWED'
}

/** Names of variables that statements about the action look at and that have no value here. */
function missingValues(bound: BoundPolicies, action: string): string[] {
  const names = bound.statements.filter(({ compiled }) => compiled.coversAction(action)).flatMap(({ compiled }) => compiled.variableNames)
  return [...new Set(names)].filter((name) => bound.variables.valueOf(variableKey(name)) === undefined)
}

function namesOf(policies: readonly PolicyInEffect[]) {
  return policies.map(({ policyName, policyArn }) => ({ policyName, policyArn }))
}
