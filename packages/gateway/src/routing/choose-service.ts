import type { ServiceId } from '@iot-core-local/core'
import type { Query } from './request-target.js'
import type { RouteMatch } from './route-table.js'

/** What a request says about which service it is for, besides its path. */
export interface ServiceSignals {
  /** The service of the SigV4 credential scope. */
  readonly signingName?: string
  readonly host?: string
  readonly hasClientCertificate: boolean
  readonly query: Query
  /** The members of the body, when it is a JSON object. Only asked for where a collision needs it. */
  readonly bodyMembers: () => ReadonlySet<string>
}

const BY_SIGNING_NAME: Readonly<Record<string, readonly ServiceId[]>> = {
  iot: ['iot'],
  'execute-api': ['iot'],
  iotdata: ['iot-data', 'iot-jobs-data'],
  iotdevicegateway: ['iot-data', 'iot-jobs-data'],
  'iot-jobs-data': ['iot-jobs-data'],
}

/** Longest first: `iot.` is part of all the others (API-021). */
const BY_HOST: readonly (readonly [RegExp, readonly ServiceId[]])[] = [
  [/(^|\.)jobs\.iot\./, ['iot-jobs-data']],
  [/^[^.]+\.iot\./, ['iot-data', 'iot-jobs-data']],
  [/^iot\./, ['iot']],
]

/** The service that signature, host or client certificate name, most trusted first; undefined when none of them says anything (API-021). */
export function namedService(
  signals: Pick<ServiceSignals, 'signingName' | 'host' | 'hasClientCertificate'>,
): readonly ServiceId[] | undefined {
  const bySignature = signals.signingName === undefined ? undefined : BY_SIGNING_NAME[signals.signingName]
  if (bySignature !== undefined) return bySignature
  const host = signals.host?.toLowerCase()
  const byHost = host === undefined ? undefined : BY_HOST.find(([pattern]) => pattern.test(host))
  if (byHost !== undefined) return byHost[1]
  return signals.hasClientCertificate ? ['iot-data', 'iot-jobs-data'] : undefined
}

/**
 * Picks one of the operations a path leads to. A path that only one service has is that service's whatever the signature says (API-022);
 * the three collisions (API-020) go by the signals, then by what only one of the two operations can carry, then to `iot`.
 */
export function chooseMatch(matches: readonly RouteMatch[], signals: ServiceSignals): RouteMatch | undefined {
  if (matches.length <= 1) return matches[0]
  const named = namedService(signals)
  const byName = named && matches.find((match) => named.includes(match.operation.service))
  if (byName !== undefined) return byName
  const byHint = matches.find((match) => isHinted(match, signals))
  return byHint ?? matches.find((match) => match.operation.service === 'iot') ?? matches[0]
}

/** Whether the request carries what only this operation of the jobs data plane understands. */
function isHinted({ operation, labels }: RouteMatch, { query, bodyMembers }: ServiceSignals): boolean {
  if (operation.service !== 'iot-jobs-data') return false
  if (operation.name === 'DescribeJobExecution') return labels['jobId'] === '$next' || query.has('includeJobDocument')
  if (operation.name !== 'StartCommandExecution') return false
  const members = bodyMembers()
  return (
    members.has('commandArn') &&
    members.has('targetArn') &&
    ['parameters', 'executionTimeoutSeconds', 'clientToken'].some((name) => members.has(name))
  )
}
