import type { ThingSnapshot } from '@iot-core-local/core'
import type { Announcer } from './announcer.js'

type Operation = 'CREATED' | 'UPDATED' | 'DELETED'

/** THING_EVENT (EVT-030 to EVT-032): the state after the change, or the last state of a deleted thing. */
export function announceThing(announcer: Announcer, operation: Operation, thing: ThingSnapshot): void {
  announcer.announce('THING', `thing/${thing.thingName}/${operation.toLowerCase()}`, ({ eventId, timestamp, accountId }) => ({
    eventType: 'THING_EVENT',
    eventId,
    timestamp,
    operation,
    accountId,
    thingId: thing.thingId,
    thingName: thing.thingName,
    versionNumber: thing.version,
    thingTypeName: thing.thingTypeName ?? null,
    attributes: thing.attributes,
  }))
}

/** THING_TYPE_ASSOCIATION_EVENT (EVT-037, EVT-038), without `accountId`. */
export function announceAssociation(
  announcer: Announcer,
  operation: 'ADDED' | 'REMOVED',
  { thingName, thingId }: ThingSnapshot,
  thingTypeName: string,
): void {
  const topic = `thingTypeAssociation/thing/${thingName}/thingType/${thingTypeName}/${operation.toLowerCase()}`
  announcer.announce('THING_TYPE_ASSOCIATION', topic, ({ eventId, timestamp }) => ({
    eventId,
    eventType: 'THING_TYPE_ASSOCIATION_EVENT',
    operation,
    thingId,
    thingName,
    thingTypeName,
    timestamp,
  }))
}
