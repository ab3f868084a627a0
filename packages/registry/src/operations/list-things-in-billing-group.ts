import { resourceNotFound } from '@iot-core-local/core'
import type { InputOf, OutputOf } from '../api.js'
import { pageByName } from '../model/page.js'
import type { Parts } from '../parts.js'

/** ListThingsInBillingGroup: names, in order (REG-314). @throws ResourceNotFoundException. */
export function listThingsInBillingGroup(parts: Parts, input: InputOf<'ListThingsInBillingGroup'>): OutputOf<'ListThingsInBillingGroup'> {
  const { billingGroupName } = input
  const group = parts.billingGroups.find(billingGroupName)
  if (group === undefined) throw resourceNotFound()
  const { items, nextToken } = pageByName(
    `ListThingsInBillingGroup:${billingGroupName}`,
    input,
    (name: string) => name,
    (range) => parts.things.namesOfBillingGroup(group.groupKey, range),
  )
  return { things: items, ...(nextToken === undefined ? {} : { nextToken }) }
}
