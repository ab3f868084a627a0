import { notImplemented, resourceNotFound } from '@iot-core-local/core'
import type { Handler, Parts } from '../parts.js'
import { requireTarget } from './policy-target.js'

/** SEC-901, REG-464: the policies of the principal, those of the thing's groups and their ancestors, or the union. */
export function getEffectivePolicies(parts: Parts): Handler<'GetEffectivePolicies'> {
  const { deps, policyBook } = parts
  return ({ thingName, principal, cognitoIdentityPoolId }) => {
    if (cognitoIdentityPoolId !== undefined) throw notImplemented('GetEffectivePolicies with cognitoIdentityPoolId')
    if (principal !== undefined) requireTarget(parts, principal)
    if (thingName !== undefined && deps.things.thingExists?.(thingName) === false) throw resourceNotFound()
    const groups = thingName === undefined ? [] : deps.things.groupsOf(thingName)
    const targets = principal === undefined ? groups : [principal, ...groups]
    const effectivePolicies = policyBook
      .inEffect(targets.map((target) => ({ target, source: target })))
      .map(({ policyName, policyArn, policyDocument }) => ({ policyName, policyArn, policyDocument }))
    return { effectivePolicies }
  }
}
