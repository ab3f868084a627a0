import { registerCertificate } from './certificates.js'
import { itemNames } from './conformance-case.js'
import type { World } from './world.js'

/** The thing `lamp` with a certificate, whose ARN is returned. */
export async function attachedLamp({ iot }: World, thingPrincipalType?: 'EXCLUSIVE_THING'): Promise<string> {
  await iot.createThing({ thingName: 'lamp' })
  const { certificateArn } = await registerCertificate({ iot })
  await iot.attachThingPrincipal({ thingName: 'lamp', principal: certificateArn, thingPrincipalType })
  return certificateArn
}

/** `lamp-1` to `lamp-5`. */
export async function fiveThings({ iot }: World): Promise<readonly string[]> {
  const names = itemNames('lamp-')
  for (const thingName of names) await iot.createThing({ thingName })
  return names
}

/** The thing group `house` above `hall` above `corner`. */
export async function houseHallCorner({ iot }: World): Promise<void> {
  await iot.createThingGroup({ thingGroupName: 'house' })
  await iot.createThingGroup({ thingGroupName: 'hall', parentGroupName: 'house' })
  await iot.createThingGroup({ thingGroupName: 'corner', parentGroupName: 'hall' })
}

/** The thing group `hall` and the thing `lamp`, which is not in it. */
export async function hallAndLamp({ iot }: World): Promise<void> {
  await iot.createThingGroup({ thingGroupName: 'hall' })
  await iot.createThing({ thingName: 'lamp' })
}

export function groupNames(groups: readonly { groupName?: string | undefined }[] | undefined): (string | undefined)[] | undefined {
  return groups?.map(({ groupName }) => groupName)
}
