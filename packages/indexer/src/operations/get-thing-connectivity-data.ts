import { type IotHandlers, type IotOperations, resourceNotFound } from '@iot-core-local/core'
import { indexNotFound, indexNotReady } from '../errors.js'
import { THINGS } from '../index-name.js'
import type { IndexStates } from '../maintenance/index-states.js'
import type { Connectivity } from '../ports.js'
import type { DocumentStore } from '../store/document-store.js'

type Output = Omit<IotOperations['GetThingConnectivityData']['output'], '$metadata'>
type DisconnectReason = NonNullable<Output['disconnectReason']>

const REASONS: ReadonlySet<string> = new Set<DisconnectReason>([
  'AUTH_ERROR',
  'CLIENT_INITIATED_DISCONNECT',
  'CLIENT_ERROR',
  'CONNECTION_LOST',
  'DUPLICATE_CLIENTID',
  'FORBIDDEN_ACCESS',
  'MQTT_KEEP_ALIVE_TIMEOUT',
  'SERVER_ERROR',
  'SERVER_INITIATED_DISCONNECT',
  'API_INITIATED_DISCONNECT',
  'THROTTLED',
  'WEBSOCKET_TTL_EXPIRATION',
  'CUSTOMAUTH_TTL_EXPIRATION',
])

/** What the index knows of the thing's connection (CND-001 to CND-007). */
export function getThingConnectivityData(
  states: IndexStates,
  documents: DocumentStore,
): NonNullable<IotHandlers['GetThingConnectivityData']> {
  return ({ thingName, includeSocketInformation }) => {
    const { status, configuration, searchable } = states.things
    if (status === 'OFF' || configuration.thingConnectivityIndexingMode === 'OFF') throw indexNotFound(THINGS)
    if (status === 'BUILDING' || searchable.thingConnectivityIndexingMode === 'OFF') throw indexNotReady(THINGS)
    const docId = documents.findId(THINGS, thingName)
    if (docId === undefined) throw resourceNotFound(`Thing ${thingName} cannot be found.`)
    const part = documents.readPart(docId, 'connectivity')
    const connectivity = part?.part === 'connectivity' ? part.connectivity : undefined
    if (connectivity === undefined) return { thingName, connected: false, disconnectReason: 'UNKNOWN' }
    const isSocketShown =
      includeSocketInformation === true && configuration.includeSocketInformation?.includes('GET_THING_CONNECTIVITY_DATA') === true
    return { thingName, ...sessionMembers(connectivity), ...(isSocketShown ? socketMembers(connectivity) : {}) }
  }
}

function sessionMembers(connectivity: Connectivity): Output {
  const { isConnected, disconnectReason, clientId, keepAliveSeconds, isCleanSession, sessionExpirySeconds } = connectivity
  return {
    connected: isConnected,
    timestamp: new Date(connectivity.timestampMs),
    disconnectReason: isConnected ? 'NONE' : reasonOf(disconnectReason),
    ...(clientId === undefined ? {} : { clientId }),
    ...(keepAliveSeconds === undefined ? {} : { keepAliveDuration: keepAliveSeconds }),
    ...(isCleanSession === undefined ? {} : { cleanSession: isCleanSession }),
    ...(isCleanSession !== false || sessionExpirySeconds === undefined ? {} : { sessionExpiry: sessionExpirySeconds }),
  }
}

function socketMembers({ sourceIp, sourcePort, targetIp, targetPort, vpcEndpointId }: Connectivity): Output {
  return {
    ...(sourceIp === undefined ? {} : { sourceIp }),
    ...(sourcePort === undefined ? {} : { sourcePort }),
    ...(targetIp === undefined ? {} : { targetIp }),
    ...(targetPort === undefined ? {} : { targetPort }),
    ...(vpcEndpointId === undefined ? {} : { vpcEndpointId }),
  }
}

function reasonOf(reason: string | undefined): DisconnectReason {
  return isReason(reason) ? reason : 'UNKNOWN'
}

function isReason(reason: string | undefined): reason is DisconnectReason {
  return reason !== undefined && REASONS.has(reason)
}
