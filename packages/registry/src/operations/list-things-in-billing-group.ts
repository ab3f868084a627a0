import { resourceNotFound } from '@iot-core-local/core'
import type { InputOf, OutputOf } from '../api.js'
import { pageByName } from '../model/page.js'
import type { Parts } from '../parts.js'

/** ListThingsInBillingGroup: names, in order (REG-314). @throws ResourceNotFoundException. */
export function listThingsInBillingGroup(parts: Parts, input: InputOf<'ListThingsInBillingGroup'>): OutputOf<'ListThingsInBillingGroup'> {
  const { billingGroupName } = input
  if (parts.billingGroups.find(billingGroupName) === undefined) throw resourceNotFound()
  const { items, nextToken } = pageByName(
    `ListThingsInBillingGroup:${billingGroupName}`,
    input,
    (name: string) => name,
    (range) => parts.things.namesOfBillingGroup(billingGroupName, range),
  )
  return { things: items, ...(nextToken === undefined ? {} : { nextToken }) }
}
