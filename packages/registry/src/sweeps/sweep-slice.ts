import { announceLeft } from '../memberships/joining.js'
import { LAST } from '../model/page.js'
import type { Parts } from '../parts.js'
import type { DeletedGroup } from '../store/sweeps-store.js'

/** How many members leave a deleted group in one turn: with what the listeners do and write, some 20 ms, so that the event loop stays free. */
export const SWEEP_SLICE = 100

/**
 * Takes the members out of a group that is deleted: a group of ordinary size at once, of a bigger one the first slice now and the rest in
 * the background. Nobody sees the rest as members meanwhile, for the group they point to is gone.
 */
export function sweep(parts: Parts, group: DeletedGroup): void {
  if (!sweepSlice(parts, group)) return
  parts.sweeps.insert(group)
  parts.deps.store.afterCommit(() => parts.sweeper.wake())
}

/** Clears one slice of what is waiting, in one transaction. Returns whether more is waiting. */
export function sweepNext(parts: Parts): boolean {
  return parts.deps.store.transaction(() => {
    const group = parts.sweeps.first()
    if (group === undefined) return false
    if (!sweepSlice(parts, group)) parts.sweeps.delete(group)
    return parts.sweeps.first() !== undefined
  })
}

function sweepSlice(parts: Parts, group: DeletedGroup): boolean {
  return group.kind === 'thingGroup' ? sweepMembers(parts, group) : sweepBilled(parts, group)
}

function sweepMembers(parts: Parts, { groupKey, groupName, groupId }: DeletedGroup): boolean {
  const { memberships, groups, deps } = parts
  const { taken, isMore } = memberships.takeFirst(groupKey, SWEEP_SLICE)
  const current = groups.find(groupName)
  const successor = current?.groupKey === groupKey ? undefined : current
  for (const { thingName, thingId, membershipId } of taken) {
    announceLeft(parts, { thingName, thingId }, { thingGroupName: groupName, thingGroupId: groupId }, membershipId)
    // Listeners know groups by name: who has joined a new group of the same name meanwhile has not left it.
    const hasRejoined = successor !== undefined && memberships.find(successor.groupKey, thingName) !== undefined
    if (!hasRejoined) deps.events.publish({ type: 'thingGroup.memberRemoved', thingGroupName: groupName, thingName })
  }
  return isMore
}

function sweepBilled({ things, deps }: Parts, { groupKey, groupName }: DeletedGroup): boolean {
  const names = things.namesOfBillingGroup(groupKey, { from: '', upto: LAST, limit: SWEEP_SLICE })
  for (const thingName of names) {
    const thing = things.find(thingName)
    if (thing !== undefined) deps.events.publish({ type: 'thing.billingGroupChanged', thing, previousBillingGroupName: groupName })
  }
  const last = names.at(-1)
  if (last !== undefined) things.clearBillingGroup(groupKey, last)
  return names.length === SWEEP_SLICE
}
