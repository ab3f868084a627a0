import type { ThingSnapshot } from '@iot-core-local/core'
import type { ThingDesk } from '../ports.js'
import type { PlannedThing } from '../template/plan.js'
import type { Override } from '../template/template.js'
import { registrationFailure, resourceConflicts } from '../errors.js'
import type { Trace } from './trace.js'

/** Creates the thing, or lets OverrideSettings say what becomes of the one there is (PRV-407). Types and groups must exist (PRV-404). @throws ServiceError */
export function provisionThing(things: ThingDesk, planned: PlannedThing, trace: Trace): void {
  const { thingName } = planned
  const found = things.find(thingName)
  if (found === undefined) {
    createThing(things, planned)
    trace.add('thing', thingName, 'created')
  } else {
    trace.add('thing', thingName, 'reused')
    overrideAttributes(things, planned, found, trace)
    overrideType(things, planned, found, trace)
    if (planned.billingGroup !== undefined && planned.billingGroup !== found.billingGroupName) {
      // There is no override setting for it, so it stays like everything else that has none (PRV-407).
      trace.add('billingGroup', thingName, 'kept', `the thing is in ${found.billingGroupName ?? 'no billing group'}`)
    }
  }
  placeInGroups(things, planned, found !== undefined, trace)
}

function createThing(things: ThingDesk, { thingName, attributes, thingTypeName, billingGroup }: PlannedThing): void {
  try {
    things.create({ thingName, attributes, thingTypeName, billingGroup })
  } catch (error) {
    // "The specified resource does not exist" does not say which.
    if (!(error instanceof Error) || error.name !== 'ResourceNotFoundException') throw error
    const asked = [
      thingTypeName === undefined ? '' : `thing type ${thingTypeName}`,
      billingGroup === undefined ? '' : `billing group ${billingGroup}`,
    ]
    throw registrationFailure(
      `The thing cannot be created: its ${asked.filter((one) => one !== '').join(' or its ')} does not exist.`,
      error,
    )
  }
}

function overrideAttributes(things: ThingDesk, planned: PlannedThing, found: ThingSnapshot, trace: Trace): void {
  const { attributes, thingName } = planned
  if (attributes === undefined) return
  const override = planned.overrides.attributePayload
  const isSame = Object.keys(attributes).every((name) => found.attributes[name] === attributes[name])
  const isAll = isSame && Object.keys(found.attributes).length === Object.keys(attributes).length
  if (override === 'MERGE' ? isSame : isAll) return
  if (override === 'DO_NOTHING') {
    trace.add('attributes', thingName, 'kept', override)
    return
  }
  if (override === 'FAIL') throw resourceConflicts(`The thing ${thingName} has other attributes, and OverrideSettings say FAIL.`)
  things.update({ thingName, attributes, isMerge: override === 'MERGE' })
  trace.add('attributes', thingName, 'changed', override)
}

function overrideType(things: ThingDesk, planned: PlannedThing, found: ThingSnapshot, trace: Trace): void {
  const { thingTypeName, thingName } = planned
  if (thingTypeName === undefined || thingTypeName === found.thingTypeName) return
  switch (planned.overrides.thingTypeName) {
    case 'REPLACE':
      things.update({ thingName, thingTypeName })
      trace.add('thingType', thingName, 'changed', `${found.thingTypeName ?? 'none'} to ${thingTypeName}`)
      return
    case 'FAIL':
      throw resourceConflicts(
        `The thing ${thingName} has the type ${found.thingTypeName ?? 'none'}, not ${thingTypeName}, and OverrideSettings say FAIL.`,
      )
    case 'DO_NOTHING':
    case 'MERGE':
      trace.add('thingType', thingName, 'kept', found.thingTypeName ?? 'none')
  }
}

function placeInGroups(things: ThingDesk, planned: PlannedThing, isExisting: boolean, trace: Trace): void {
  const { thingGroups, thingName } = planned
  if (thingGroups === undefined) return
  const override: Override = isExisting ? planned.overrides.thingGroups : 'MERGE'
  const current = isExisting ? things.groupsOf(thingName) : []
  const missing = thingGroups.filter((group) => !current.includes(group))
  const surplus = override === 'REPLACE' ? current.filter((group) => !thingGroups.includes(group)) : []
  if (missing.length === 0 && surplus.length === 0) return
  if (override === 'DO_NOTHING') {
    trace.add('thingGroups', thingName, 'kept', override)
    return
  }
  if (override === 'FAIL') throw resourceConflicts(`The thing ${thingName} is in other thing groups, and OverrideSettings say FAIL.`)
  for (const group of surplus) {
    things.removeFromGroup(thingName, group)
    trace.add('thingGroup', group, 'changed', 'removed')
  }
  for (const group of missing) {
    addToGroup(things, thingName, group)
    trace.add('thingGroup', group, 'attached')
  }
}

function addToGroup(things: ThingDesk, thingName: string, group: string): void {
  try {
    things.addToGroup(thingName, group)
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ResourceNotFoundException') throw error
    throw registrationFailure(`The thing group ${group} does not exist.`, error)
  }
}
