import type { ThingGroupSnapshot } from '@iot-core-local/core'
import type { DynamicGroupStatus } from '../registry-door.js'
import { type AttributePayloadInput, haveSameAttributes } from './attributes.js'

/** What a dynamic group has and a static one has not. */
export interface DynamicPart {
  readonly indexName: string
  readonly queryString: string
  readonly queryVersion: string
  readonly status: DynamicGroupStatus
}

/** A static or dynamic thing group as stored. */
export interface ThingGroup extends ThingGroupSnapshot {
  /** The name of the topmost group; the group's own for a root. */
  readonly rootGroupName: string
  /** 1 for a root. */
  readonly depth: number
  readonly createdAtMs: number
  /** The number by which members point to the group: never used again, and greater for each group created. */
  readonly groupKey: number
  readonly dynamic: DynamicPart | undefined
}

/** `thingGroupProperties` as calls give them. */
export interface ThingGroupPropertiesInput {
  readonly thingGroupDescription?: string | undefined
  readonly attributePayload?: AttributePayloadInput | undefined
}

/** Whether a creation asks for the group that is there already (REG-230). */
export function isSameGroup(group: ThingGroup, wanted: Pick<ThingGroup, 'description' | 'attributes' | 'parentGroupName'>): boolean {
  return (
    (group.description ?? '') === (wanted.description ?? '') &&
    group.parentGroupName === wanted.parentGroupName &&
    haveSameAttributes(group.attributes, wanted.attributes)
  )
}

/** `thingGroupProperties` as DescribeThingGroup shows them: `{}` when there is nothing (REG-006). */
export function shownProperties(group: ThingGroupSnapshot): {
  thingGroupDescription?: string
  attributePayload?: { attributes: Record<string, string> }
} {
  return {
    ...(group.description === undefined ? {} : { thingGroupDescription: group.description }),
    ...(Object.keys(group.attributes).length === 0 ? {} : { attributePayload: { attributes: { ...group.attributes } } }),
  }
}

/** The part that other packages see. */
export function snapshotOf(group: ThingGroup): ThingGroupSnapshot {
  const { thingGroupName, thingGroupId, parentGroupName, version, description, attributes } = group
  return { thingGroupName, thingGroupId, parentGroupName, version, description, attributes }
}
