import type { ThingType } from '../model/thing-type.js'
import type { Announcer } from './announcer.js'

/** THING_TYPE_EVENT (EVT-034 to EVT-036). */
export function announceThingType(announcer: Announcer, operation: 'CREATED' | 'UPDATED' | 'DELETED', type: ThingType): void {
  announcer.announce('THING_TYPE', `thingType/${type.thingTypeName}/${operation.toLowerCase()}`, ({ eventId, timestamp, accountId }) => ({
    eventType: 'THING_TYPE_EVENT',
    eventId,
    timestamp,
    operation,
    accountId,
    thingTypeId: type.thingTypeId,
    thingTypeName: type.thingTypeName,
    isDeprecated: type.deprecatedAtMs !== undefined,
    deprecationDate: type.deprecatedAtMs ?? null,
    searchableAttributes: type.searchableAttributes,
    propagatingAttributes: type.propagatingAttributes ?? [],
    description: type.description ?? null,
  }))
}
