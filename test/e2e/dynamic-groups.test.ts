import { type CreateDynamicThingGroupCommandInput, IoT } from '@aws-sdk/client-iot'
import type { IotCoreLocal } from 'iot-core-local'
import { expect, onTestFinished, test } from 'vitest'
import { connect, type TestClient } from './support/mqtt-client.js'
import { useEmulator } from './support/use-emulator.js'
import { useFolder } from './support/use-folder.js'

const EVERYTHING = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'iot:*', Resource: '*' }] }
const BUILT = { seconds: 1 } as const

function controlOf(iot: IotCoreLocal): IoT {
  const control = new IoT(iot.clientConfig())
  onTestFinished(() => control.destroy())
  return control
}

async function indexEverything(iot: IotCoreLocal, control: IoT): Promise<void> {
  await control.updateIndexingConfiguration({
    thingIndexingConfiguration: { thingIndexingMode: 'REGISTRY_AND_SHADOW', thingConnectivityIndexingMode: 'STATUS' },
  })
  await iot.time.advance(BUILT)
}

async function createGroup(iot: IotCoreLocal, control: IoT, group: CreateDynamicThingGroupCommandInput): Promise<string> {
  const { thingGroupArn = '' } = await control.createDynamicThingGroup(group)
  await iot.time.advance(BUILT)
  return thingGroupArn
}

test('[DTG-018] a continuous job on a dynamic group rolls out to things that start to match, and is taken from those that stop', async () => {
  const iot = await useEmulator({ time: 'manual' })
  const control = controlOf(iot)
  await indexEverything(iot, control)
  const lamps = [await iot.createDevice('lamp-1'), await iot.createDevice('lamp-2')]
  const target = await createGroup(iot, control, { thingGroupName: 'outdated', queryString: 'shadow.reported.firmware:1.0' })
  await control.createJob({ jobId: 'update', targets: [target], targetSelection: 'CONTINUOUS', document: '{"firmware":"2.0"}' })
  await iot.time.advance(BUILT)
  const statuses = async (): Promise<Record<string, string | undefined>> => {
    await iot.time.advance(BUILT)
    const { executionSummaries = [] } = await control.listJobExecutionsForJob({ jobId: 'update' })
    const nameOf = (thingArn: string | undefined): string => thingArn?.split('/')[1] ?? ''
    return Object.fromEntries(executionSummaries.map((one) => [nameOf(one.thingArn), one.jobExecutionSummary?.status]))
  }
  expect(await statuses()).toEqual({})

  const clients: TestClient[] = []
  for (const lamp of lamps) {
    const { thingName } = lamp
    const device = await connect(lamp.mqttOptions())
    await device.subscribe(`$aws/things/${thingName}/jobs/notify-next`)
    await device.publish(`$aws/things/${thingName}/shadow/update`, { state: { reported: { firmware: '1.0' } } })
    expect(await device.json(`$aws/things/${thingName}/jobs/notify-next`)).toMatchObject({
      execution: { jobId: 'update', jobDocument: { firmware: '2.0' } },
    })
    clients.push(device)
  }
  expect(await statuses()).toEqual({ 'lamp-1': 'QUEUED', 'lamp-2': 'QUEUED' })

  await clients[0]?.publish('$aws/things/lamp-1/jobs/update/update', { status: 'SUCCEEDED' })
  for (const [index, client] of clients.entries()) {
    await client.publish(`$aws/things/lamp-${index + 1}/shadow/update`, { state: { reported: { firmware: '2.0' } } })
  }
  expect(await statuses()).toEqual({ 'lamp-1': 'SUCCEEDED', 'lamp-2': 'REMOVED' })
  expect((await control.listThingsInThingGroup({ thingGroupName: 'outdated' })).things).toEqual([])
})

test('[DTG-015] entering and leaving a dynamic group is told like joining a static one', async () => {
  const iot = await useEmulator({ time: 'manual' })
  const control = controlOf(iot)
  await indexEverything(iot, control)
  await control.updateEventConfigurations({
    eventConfigurations: { THING_GROUP: { Enabled: true }, THING_GROUP_MEMBERSHIP: { Enabled: true } },
  })
  const listener = await connect((await iot.createDevice('listener', { policy: EVERYTHING })).mqttOptions())
  await listener.subscribe('$aws/events/thingGroup/#', '$aws/events/thingGroupMembership/#')
  const groupArn = await createGroup(iot, control, {
    thingGroupName: 'online',
    queryString: 'connectivity.connected:true NOT thingName:listener',
  })
  const { thingGroupId } = await control.describeThingGroup({ thingGroupName: 'online' })
  expect(await listener.json('$aws/events/thingGroup/online/created')).toMatchObject({
    operation: 'CREATED',
    dynamicGroupMappingId: expect.any(String) as string,
  })

  const lamp = await iot.createDevice('lamp-1')
  const { thingId, thingArn } = await control.describeThing({ thingName: 'lamp-1' })
  const connection = await connect(lamp.mqttOptions())
  const topic = '$aws/events/thingGroupMembership/thingGroup/online/thing/lamp-1'
  const membership = {
    eventType: 'THING_GROUP_MEMBERSHIP_EVENT',
    eventId: expect.any(String) as string,
    timestamp: iot.time.now().getTime(),
    accountId: '000000000000',
    groupArn,
    groupId: thingGroupId,
    thingArn,
    thingId,
    membershipId: expect.any(String) as string,
  }
  const added = await listener.json(`${topic}/added`)
  expect(added).toEqual({ ...membership, operation: 'ADDED' })
  await connection.end()
  const { membershipId } = added as { membershipId: string }
  expect(await listener.json(`${topic}/removed`)).toEqual({ ...membership, membershipId, operation: 'REMOVED' })

  await control.deleteDynamicThingGroup({ thingGroupName: 'online' })
  expect(await listener.json('$aws/events/thingGroup/online/deleted')).toMatchObject({ operation: 'DELETED' })
})

test('[DTG-006] a dynamic group and its members are there after a restart, and are kept up from there on', async () => {
  const options = { time: 'manual', dataDir: useFolder() } as const
  const first = await useEmulator(options)
  const before = controlOf(first)
  await indexEverything(first, before)
  await before.createThing({ thingName: 'lamp-1', attributePayload: { attributes: { color: 'red' } } })
  await createGroup(first, before, { thingGroupName: 'red', queryString: 'attributes.color:red' })
  await before.createDynamicThingGroup({ thingGroupName: 'unfinished', queryString: 'thingName:lamp-1' })
  await first.close()

  const second = await useEmulator(options)
  const after = controlOf(second)
  const state = async (thingGroupName: string): Promise<unknown> => {
    const { status } = await after.describeThingGroup({ thingGroupName })
    return { status, things: (await after.listThingsInThingGroup({ thingGroupName })).things }
  }
  expect(await state('red')).toEqual({ status: 'ACTIVE', things: ['lamp-1'] })
  expect(await state('unfinished')).toEqual({ status: 'BUILDING', things: [] })
  await second.time.advance(BUILT)
  expect(await state('unfinished')).toEqual({ status: 'ACTIVE', things: ['lamp-1'] })
  await after.createThing({ thingName: 'lamp-2', attributePayload: { attributes: { color: 'red' } } })
  await after.updateThing({ thingName: 'lamp-1', attributePayload: { attributes: { color: 'blue' } } })
  expect(await state('red')).toEqual({ status: 'ACTIVE', things: ['lamp-2'] })
})
