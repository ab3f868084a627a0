import { isDeepStrictEqual } from 'node:util'
import type { IotHandlers } from '@iot-core-local/core'
import { sharedConfiguration } from '../config/index-configuration.js'
import { readGroupConfiguration, readThingConfiguration } from '../config/read-configuration.js'
import { GROUPS, THINGS } from '../index-name.js'
import type { GroupLifecycle } from '../dynamic-groups/group-lifecycle.js'
import type { IndexBuilder } from '../maintenance/index-builder.js'
import type { IndexStates } from '../maintenance/index-states.js'
import type { IndexTransaction } from '../maintenance/index-transaction.js'
import type { IndexStatus } from '../store/index-state-store.js'

/** Replaces the halves that are given, both or none, and rebuilds what changed, unless a dynamic group needs what would go (IDX-011 to IDX-021). */
export function updateIndexingConfiguration(
  states: IndexStates,
  builder: IndexBuilder,
  lifecycle: GroupLifecycle,
  transaction: IndexTransaction,
): NonNullable<IotHandlers['UpdateIndexingConfiguration']> {
  return ({ thingIndexingConfiguration, thingGroupIndexingConfiguration }) => {
    const { things, groups } = states
    const nextThings =
      thingIndexingConfiguration === undefined
        ? things.configuration
        : readThingConfiguration(thingIndexingConfiguration, things.configuration)
    const nextGroups =
      thingGroupIndexingConfiguration === undefined ? groups.configuration : readGroupConfiguration(thingGroupIndexingConfiguration)
    if (nextThings !== things.configuration) lifecycle.checkConfiguration(nextThings)
    transaction(() => {
      if (!isDeepStrictEqual(nextThings, things.configuration)) {
        const status = nextStatus(things.status, nextThings.thingIndexingMode !== 'OFF')
        const searchable = status === 'REBUILDING' ? sharedConfiguration(things.searchable, nextThings) : nextThings
        states.setThings({ ...things, status, configuration: nextThings, searchable, build: things.build + 1 })
        lifecycle.indexIsRebuilding()
        builder.schedule(THINGS)
      }
      if (!isDeepStrictEqual(nextGroups, groups.configuration)) {
        const status = nextStatus(groups.status, nextGroups.thingGroupIndexingMode === 'ON')
        states.setGroups({ ...groups, status, configuration: nextGroups, searchable: nextGroups, build: groups.build + 1 })
        builder.schedule(GROUPS)
      }
    })
    return {}
  }
}

function nextStatus(status: IndexStatus, isOn: boolean): IndexStatus {
  if (!isOn) return 'OFF'
  return status === 'OFF' || status === 'BUILDING' ? 'BUILDING' : 'REBUILDING'
}
