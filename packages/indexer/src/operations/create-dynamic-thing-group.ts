import type { IotHandlers, Store } from '@iot-core-local/core'
import type { GroupLifecycle } from '../dynamic-groups/group-lifecycle.js'
import { checkGroupQuery } from '../dynamic-groups/group-query.js'
import { THINGS } from '../index-name.js'
import type { IndexStates } from '../maintenance/index-states.js'
import type { DynamicGroups } from '../ports.js'
import { QUERY_VERSION } from '../query/read-query.js'

/** A group that the members find by themselves; BUILDING until the fleet has been searched for them (DTG-001 to DTG-005). */
export function createDynamicThingGroup(
  store: Store,
  states: IndexStates,
  groups: DynamicGroups,
  lifecycle: GroupLifecycle,
): NonNullable<IotHandlers['CreateDynamicThingGroup']> {
  return ({ thingGroupName, thingGroupProperties, indexName = THINGS, queryString, queryVersion = QUERY_VERSION, tags }) => {
    const query = { indexName, queryString, queryVersion }
    checkGroupQuery(states, query)
    return store.transaction(() => {
      const created = groups.create({
        thingGroupName,
        ...query,
        ...(thingGroupProperties === undefined ? {} : { thingGroupProperties }),
        ...(tags === undefined ? {} : { tags }),
      })
      lifecycle.changed(thingGroupName)
      return { ...created, ...query }
    })
  }
}
