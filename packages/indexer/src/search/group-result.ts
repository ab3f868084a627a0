import type { IotOperations } from '@iot-core-local/core'
import type { GroupPart } from '../documents/document-part.js'

export type GroupResult = NonNullable<IotOperations['SearchIndex']['output']['thingGroups']>[number]

/** The thing group as SearchIndex shows it (IDX-069). */
export function groupResult({ group, parentGroupNames }: GroupPart): GroupResult {
  return {
    thingGroupName: group.thingGroupName,
    thingGroupId: group.thingGroupId,
    ...(group.description === undefined ? {} : { thingGroupDescription: group.description }),
    ...(Object.keys(group.attributes).length === 0 ? {} : { attributes: { ...group.attributes } }),
    ...(parentGroupNames.length === 0 ? {} : { parentGroupNames: [...parentGroupNames] }),
  }
}
