import type { Broker } from '@iot-core-local/broker'
import type { FleetSource } from '@iot-core-local/indexer'
import type { Registry } from '@iot-core-local/registry'
import type { Shadows } from '@iot-core-local/shadows'

/** The fleet as the indexer reads it when an index is built. */
export function fleetSourceOf(registry: Registry, shadows: Shadows, broker: Broker): FleetSource {
  return {
    things: (afterThingName) => registry.things.all(afterThingName),
    findThing: (thingName) => registry.things.find(thingName),
    groupsOf: (thingName) => registry.things.allGroupsOf(thingName),
    shadowsOf: (thingName) => shadows.documents.of(thingName),
    connectionOf: (thingName) => broker.connectivityOf(thingName),
    thingGroups: (afterThingGroupName) => registry.groups.all(afterThingGroupName),
    findThingGroup: (thingGroupName) => registry.groups.find(thingGroupName),
  }
}
