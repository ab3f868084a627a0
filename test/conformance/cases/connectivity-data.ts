import { expect } from 'vitest'
import { answers, type AreaCases, refuses } from '../support/conformance-case.js'
import { BUILT } from '../support/indexing-situations.js'
import { REGISTRY_NAME } from '../support/patterns.js'
import type { World } from '../support/world.js'

async function connectivityIndex({ iot }: World): Promise<void> {
  await iot.updateIndexingConfiguration({
    thingIndexingConfiguration: { thingIndexingMode: 'REGISTRY', thingConnectivityIndexingMode: 'STATUS' },
  })
}

/** What the index knows of a thing's connection. What it says of one that is connected is tested with a device, end to end. */
export const connectivityDataCases: AreaCases = {
  notApplicable: [],
  cases: [
    answers('CND-004', 'GetThingConnectivityData', 'a thing that never connected', async (world) => {
      const { iot, time } = world
      await connectivityIndex(world)
      await iot.createThing({ thingName: 'lamp' })
      await time.advance(BUILT)
      const { $metadata: _, ...data } = await iot.getThingConnectivityData({ thingName: 'lamp', includeSocketInformation: true })
      expect(data).toEqual({ thingName: 'lamp', connected: false, disconnectReason: 'UNKNOWN' })
    }),
    refuses('CND-005', 'GetThingConnectivityData', 'ResourceNotFoundException', 'connectivity is not indexed', {
      when: ({ iot }) => iot.getThingConnectivityData({ thingName: 'lamp' }),
      message: 'Index AWS_Things does not exist. Please enable index by calling UpdateIndexingConfiguration',
    }),
    refuses('CND-005', 'GetThingConnectivityData', 'ResourceNotFoundException', 'there is no such thing', {
      given: async (world) => {
        await connectivityIndex(world)
        await world.time.advance(BUILT)
      },
      when: ({ iot }) => iot.getThingConnectivityData({ thingName: 'none' }),
    }),
    refuses('CND-005', 'GetThingConnectivityData', 'IndexNotReadyException', 'the index is being built', {
      given: async (world) => {
        await world.iot.createThing({ thingName: 'lamp' })
        await connectivityIndex(world)
      },
      when: ({ iot }) => iot.getThingConnectivityData({ thingName: 'lamp' }),
    }),
    refuses('REG-011', 'GetThingConnectivityData', 'InvalidRequestException', 'thingName does not match its pattern', {
      when: ({ iot }) => iot.getThingConnectivityData({ thingName: 'two words' }),
      // The model marks this name as sensitive, so the message does not repeat it.
      message: `1 validation error detected: Value at 'thingName' failed to satisfy constraint: Member must satisfy regular expression pattern: ${REGISTRY_NAME}`,
    }),
  ],
}
