import type { World } from './world.js'

/** What the emulator needs to build an index, or a dynamic group, of a few things. */
export const BUILT = { seconds: 1 } as const

/** Indexes the registry, and waits until the index is ACTIVE. */
export async function registryIndex({ iot, time }: World): Promise<void> {
  await iot.updateIndexingConfiguration({ thingIndexingConfiguration: { thingIndexingMode: 'REGISTRY' } })
  await time.advance(BUILT)
}

/** The dynamic group `red` of the things whose colour is red, ACTIVE, with the thing `lamp` in it; `radio` is blue. */
export async function redThings(world: World): Promise<void> {
  const { iot, time } = world
  await registryIndex(world)
  await iot.createThing({ thingName: 'lamp', attributePayload: { attributes: { color: 'red' } } })
  await iot.createThing({ thingName: 'radio', attributePayload: { attributes: { color: 'blue' } } })
  await iot.createDynamicThingGroup({ thingGroupName: 'red', queryString: 'attributes.color:red' })
  await time.advance(BUILT)
}
