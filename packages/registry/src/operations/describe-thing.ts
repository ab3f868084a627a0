import { resourceNotFound } from '@iot-core-local/core'
import type { InputOf, OutputOf } from '../api.js'
import type { Parts } from '../parts.js'

/** DescribeThing (REG-116). @throws ResourceNotFoundException. */
export function describeThing({ things, deps }: Parts, { thingName }: InputOf<'DescribeThing'>): OutputOf<'DescribeThing'> {
  const thing = things.find(thingName)
  if (thing === undefined) throw resourceNotFound()
  return {
    defaultClientId: thingName,
    thingName,
    thingId: thing.thingId,
    thingArn: deps.arns.thing(thingName),
    ...(thing.thingTypeName === undefined ? {} : { thingTypeName: thing.thingTypeName }),
    attributes: { ...thing.attributes },
    version: thing.version,
    ...(thing.billingGroupName === undefined ? {} : { billingGroupName: thing.billingGroupName }),
  }
}
