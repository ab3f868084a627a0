import type { Broker } from '@iot-core-local/broker'
import type { Connectivity, FleetSource } from '@iot-core-local/indexer'
import type { Registry } from '@iot-core-local/registry'
import type { Shadows } from '@iot-core-local/shadows'

/** The fleet as the indexer reads it when an index is built. */
export function fleetSourceOf(registry: Registry, shadows: Shadows, broker: () => Broker): FleetSource {
  return {
    things: (afterThingName) => registry.things.all(afterThingName),
    findThing: (thingName) => registry.things.find(thingName),
    groupsOf: (thingName) => registry.things.allGroupsOf(thingName),
    shadowsOf: (thingName) => shadows.documents.of(thingName),
    connectionOf: (thingName) => connectivityOf(broker(), thingName),
    thingGroups: (afterThingGroupName) => registry.groups.all(afterThingGroupName),
    findThingGroup: (thingGroupName) => registry.groups.find(thingGroupName),
  }
}

/** A client's open connection. What is not connected now is not known here: the index learns of disconnections as they happen. */
function connectivityOf(broker: Broker, clientId: string): Connectivity | undefined {
  const connection = broker.connectionOf(clientId)
  if (connection === undefined) return undefined
  const { keepAliveSeconds, sessionExpirySeconds, remotePort } = connection
  return {
    isConnected: true,
    timestampMs: connection.connectedAtMs,
    clientId,
    isCleanSession: connection.isCleanSession,
    sourceIp: connection.sourceIp,
    ...(keepAliveSeconds === undefined ? {} : { keepAliveSeconds }),
    ...(sessionExpirySeconds === undefined ? {} : { sessionExpirySeconds }),
    ...(remotePort === undefined ? {} : { sourcePort: remotePort }),
  }
}
