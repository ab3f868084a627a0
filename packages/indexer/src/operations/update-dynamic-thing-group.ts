import type { IotHandlers, Store } from '@iot-core-local/core'
import type { GroupLifecycle } from '../dynamic-groups/group-lifecycle.js'
import { checkGroupQuery } from '../dynamic-groups/group-query.js'
import { THINGS } from '../index-name.js'
import type { IndexStates } from '../maintenance/index-states.js'
import type { DynamicGroups } from '../ports.js'

/** Properties as in UpdateThingGroup; another query makes the group REBUILDING until its members are right again (DTG-005, DTG-007). */
export function updateDynamicThingGroup(
  store: Store,
  states: IndexStates,
  groups: DynamicGroups,
  lifecycle: GroupLifecycle,
): NonNullable<IotHandlers['UpdateDynamicThingGroup']> {
  return (input) =>
    store.transaction(() => {
      const { thingGroupName, indexName, queryString, queryVersion } = input
      const before = groups.find(thingGroupName)
      const isGiven = indexName !== undefined || queryString !== undefined || queryVersion !== undefined
      // Without such a group, the update below says so.
      if (isGiven && before !== undefined)
        checkGroupQuery(states, { indexName: indexName ?? THINGS, queryString: queryString ?? before.queryString, queryVersion })
      const updated = groups.update(input)
      lifecycle.changed(thingGroupName)
      return updated
    })
}
