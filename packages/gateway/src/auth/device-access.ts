import { createArns, forbidden, principalIdentifier, type AccessDecision, type AccessSession, type Peer } from '@iot-core-local/core'
import type { GatewayAccount } from '../ports.js'
import type { ApiOperation } from '../wire/api-operation.js'
import { policyRequests } from './policy-requests.js'

/** One request of a device that shows a client certificate, for the records about it. */
export interface DeviceRequest {
  readonly account: GatewayAccount
  readonly operation: ApiOperation
  readonly peer: Peer
  readonly requestId: string
}

/**
 * Admits the certificate behind a request (SEC-218). Refusals leave a record.
 * @throws ForbiddenException when it may not come in, or asks for the control plane (API-021.4).
 */
export async function admitDevice(request: DeviceRequest): Promise<AccessSession> {
  const { account, operation } = request
  if (operation.service === 'iot') {
    throw refuse(request, {
      kind: 'admission',
      reason: 'CONTROL_PLANE_NEEDS_IAM',
      explanation: `${operation.name} belongs to the control plane, which takes IAM credentials. A client certificate opens the data planes only.`,
    })
  }
  const outcome = await account.access.admitRequest(request.peer)
  if (outcome.isAdmitted) return outcome.session
  const { isAdmitted: _isAdmitted, ...refusal } = outcome
  throw refuse(request, { kind: 'admission', ...refusal })
}

/**
 * Asks the policies about a decoded request; every answer leaves a record.
 * @throws ForbiddenException `Forbidden` (SEC-811) when one of the answers is no.
 */
export async function authorizeDevice(
  request: DeviceRequest,
  session: AccessSession,
  input: Readonly<Record<string, unknown>>,
): Promise<void> {
  const { account, operation } = request
  const requests = policyRequests(operation, input, createArns(account.accountId, account.region))
  if (requests === undefined) {
    throw refuse(request, {
      kind: 'authorization',
      reason: 'NO_POLICY_ACTION',
      explanation: `No action of an AWS IoT policy covers ${operation.name}: it takes IAM credentials.`,
      principalId: principalIdentifier(session.principal),
    })
  }
  for (const { action, resource } of requests) {
    const answer = await session.authorize({ action, resource })
    const facts = { principalId: principalIdentifier(session.principal), action, resource, ...evidence(answer, input) }
    if (answer.decision !== 'ALLOWED') throw refuse(request, { kind: 'authorization', reason: 'AUTHORIZATION_FAILURE', ...facts })
    account.decisions.record({ ...common(request), kind: 'authorization', outcome: 'allowed', ...facts })
  }
}

function evidence(answer: AccessDecision, input: Readonly<Record<string, unknown>>) {
  const { decision, details, ...facts } = answer
  return { ...facts, ...(typeof input['topic'] === 'string' ? { topic: input['topic'] } : {}), details: { ...details, decision } }
}

type Refusal = Omit<Parameters<GatewayAccount['decisions']['record']>[0], 'outcome' | 'eventType'>

function refuse(request: DeviceRequest, refusal: Refusal): Error {
  request.account.decisions.record({ ...common(request), outcome: 'refused', ...refusal })
  return forbidden()
}

function common(request: DeviceRequest) {
  return {
    eventType: request.operation.name,
    protocol: 'HTTPS',
    sourceIp: request.peer.remoteAddress,
    requestId: request.requestId,
  } as const
}
