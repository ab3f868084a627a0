import type { IotHandlers, Store } from '@iot-core-local/core'
import type { GroupLifecycle } from '../dynamic-groups/group-lifecycle.js'
import type { DynamicGroups } from '../ports.js'

/** With success also when there is no such group (DTG-008). */
export function deleteDynamicThingGroup(
  store: Store,
  groups: DynamicGroups,
  lifecycle: GroupLifecycle,
): NonNullable<IotHandlers['DeleteDynamicThingGroup']> {
  return (input) =>
    store.transaction(() => {
      groups.delete(input)
      lifecycle.changed(input.thingGroupName)
      return {}
    })
}
