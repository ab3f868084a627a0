import { type Logger, silentLogger } from '@iot-core-local/core'
import { expect, onTestFinished, test } from 'vitest'
import { type Bench, useFleet } from './use-fleet.js'

const REGISTRY = { thingIndexingMode: 'REGISTRY' }
const SHADOW = { thingIndexingMode: 'REGISTRY_AND_SHADOW' }

async function createGroup({ call }: Bench, thingGroupName: string, queryString: string): Promise<void> {
  await call('CreateDynamicThingGroup', { thingGroupName, queryString })
}

function configure({ call }: Bench, thingIndexingConfiguration: object): Promise<unknown> {
  return call('UpdateIndexingConfiguration', { thingIndexingConfiguration })
}

function statusOf({ fleet }: Bench, thingGroupName: string): string | undefined {
  return fleet.dynamicGroups.find(thingGroupName)?.status
}

test('[IDX-019] a data source that the query of a group asks about cannot be taken away, anything else can', async () => {
  const bench = useFleet()
  const named = { ...SHADOW, namedShadowIndexingMode: 'ON', filter: { namedShadowNames: ['n'] } }
  await bench.indexThings({ ...named, thingConnectivityIndexingMode: 'STATUS' })
  await createGroup(bench, 'g', 'shadow.name.n.reported.x:1')
  for (const refused of [
    SHADOW,
    { ...named, filter: { namedShadowNames: ['other'] } },
    { thingIndexingMode: 'OFF', thingConnectivityIndexingMode: 'OFF' },
  ]) {
    await expect(configure(bench, refused)).rejects.toMatchObject({ name: 'InvalidRequestException', message: /\bg\b/ })
  }
  await configure(bench, { ...named, thingIndexingMode: 'REGISTRY' })
  await bench.call('DeleteDynamicThingGroup', { thingGroupName: 'g' })
  await configure(bench, { thingIndexingMode: 'OFF' })
})

test('[DTG-005, DTG-006, IDX-042] while the index is built anew, so are the groups, and changes are followed all the same', async () => {
  const bench = useFleet()
  const { fleet, account } = bench
  await bench.indexThings(REGISTRY)
  fleet.putThing('lamp', { attributes: { color: 'red' } })
  await createGroup(bench, 'red', 'attributes.color:red')
  await account.timers.advance(1_000)
  await configure(bench, SHADOW)
  expect(statusOf(bench, 'red')).toBe('REBUILDING')
  await expect(createGroup(bench, 'new', 'shadow.reported.x:*')).rejects.toMatchObject({ name: 'InvalidQueryException' })
  await createGroup(bench, 'blue', 'attributes.color:blue')
  fleet.putThing('lamp', { attributes: { color: 'blue' } })
  await account.timers.rest()
  expect([fleet.membersOf('red'), fleet.membersOf('blue')]).toEqual([[], ['lamp']])
  expect([statusOf(bench, 'red'), statusOf(bench, 'blue')]).toEqual(['REBUILDING', 'BUILDING'])
  await account.timers.advance(1_000)
  expect([statusOf(bench, 'red'), statusOf(bench, 'blue')]).toEqual(['ACTIVE', 'ACTIVE'])
})

test('[DTG-006] after a crash, members are what they have to be once the group is ACTIVE again', async () => {
  const bench = useFleet()
  const { fleet, account } = bench
  await bench.indexThings(REGISTRY)
  fleet.putThing('lamp', { attributes: { color: 'red' } })
  await createGroup(bench, 'red', 'attributes.color:red')
  await account.timers.advance(1_000)
  await bench.restart({
    isCrash: true,
    whileDown: () => {
      fleet.putThing('lamp', { attributes: { color: 'blue' } })
      fleet.putThing('radio', { attributes: { color: 'red' } })
    },
  })
  expect(statusOf(bench, 'red')).toBe('REBUILDING')
  await account.timers.advance(1_000)
  expect([statusOf(bench, 'red'), fleet.membersOf('red')]).toEqual(['ACTIVE', ['radio']])
})

test('[DTG-006] a close settles the last changes, and leaves the group REBUILDING when there are very many', async () => {
  const bench = useFleet()
  const { fleet, account } = bench
  await bench.indexThings(REGISTRY)
  await createGroup(bench, 'all', '*')
  await account.timers.advance(1_000)
  fleet.putThing('lamp')
  await bench.restart()
  expect([statusOf(bench, 'all'), fleet.membersOf('all')]).toEqual(['ACTIVE', ['lamp']])
  for (let number = 1; number < 1_500; number++) fleet.putThing(`t${String(number)}`)
  await bench.restart()
  expect(statusOf(bench, 'all')).toBe('REBUILDING')
  await account.timers.advance(1_000)
  expect(statusOf(bench, 'all')).toBe('ACTIVE')
  expect(fleet.membersOf('all')).toHaveLength(1_500)
})

test('[QRY-051] a group that asks for who is not in it comes to rest, and the log tells of it', async () => {
  const warnings: object[] = []
  const log: Logger = { ...silentLogger, warn: (facts) => warnings.push(facts) }
  const bench = useFleet({ log })
  const { fleet, account } = bench
  await bench.indexThings(REGISTRY)
  fleet.putThing('lamp')
  await createGroup(bench, 'g', 'NOT thingGroupNames:g')
  await account.timers.advance(1_000)
  expect(statusOf(bench, 'g')).toBe('ACTIVE')
  expect(warnings).toContainEqual({ thingName: 'lamp', groups: ['g'] })
})

test('[DTG-014] who is refused for want of room is not asked again with every change', async () => {
  const bench = useFleet()
  const { fleet, account } = bench
  const { dynamicGroups } = fleet
  dynamicGroups.maxGroupsPerThing = 1
  const asked: string[] = []
  const addMember = dynamicGroups.addMember.bind(dynamicGroups)
  Object.assign(dynamicGroups, {
    addMember: (thingGroupName: string, thingName: string) => {
      asked.push(thingGroupName)
      return addMember(thingGroupName, thingName)
    },
  })
  await bench.indexThings(SHADOW)
  fleet.putThing('lamp')
  await createGroup(bench, 'older', 'thingName:lamp')
  await createGroup(bench, 'newer', 'shadow.reported.x>0')
  await account.timers.advance(1_000)
  for (const x of [1, 2, 3]) {
    fleet.putShadow('lamp', { reported: { x } })
    await account.timers.rest()
  }
  expect(asked).toEqual(['older', 'newer'])
  await bench.call('DeleteDynamicThingGroup', { thingGroupName: 'older' })
  await account.timers.rest()
  expect(fleet.membersOf('newer')).toEqual(['lamp'])
})

test('what is rolled back is settled with the next change', async () => {
  const errors: object[] = []
  const bench = useFleet({ log: { ...silentLogger, error: (facts) => errors.push(facts) } })
  const { fleet, account } = bench
  await bench.indexThings(REGISTRY)
  await createGroup(bench, 'all', '*')
  await account.timers.advance(1_000)
  const addMember = fleet.dynamicGroups.addMember.bind(fleet.dynamicGroups)
  let failures = 1
  Object.assign(fleet.dynamicGroups, {
    addMember: (thingGroupName: string, thingName: string) => {
      if (failures-- > 0) throw new Error('The disk is full.')
      return addMember(thingGroupName, thingName)
    },
  })
  fleet.putThing('lamp')
  await account.timers.rest()
  expect(errors).toMatchObject([{ err: { message: 'The disk is full.' } }])
  fleet.putThing('radio')
  await account.timers.rest()
  expect(fleet.membersOf('all')).toEqual(['lamp', 'radio'])
})

test('only changes in what a query asks about are looked at', async () => {
  const bench = useFleet()
  const { fleet, account } = bench
  await bench.indexThings(SHADOW)
  fleet.putThing('lamp')
  await createGroup(bench, 'hot', 'shadow.reported.temperature>50')
  await account.timers.advance(1_000)
  const groupsOf = fleet.dynamicGroups.groupsOf.bind(fleet.dynamicGroups)
  let looks = 0
  Object.assign(fleet.dynamicGroups, {
    groupsOf: (thingName: string) => {
      looks++
      return groupsOf(thingName)
    },
  })
  for (const humidity of [1, 2, 3]) fleet.putShadow('lamp', { reported: { humidity } })
  await account.timers.rest()
  expect(looks).toBe(0)
  fleet.putShadow('lamp', { reported: { temperature: 51 } })
  await account.timers.rest()
  expect(looks).toBeGreaterThan(0)
  expect(fleet.membersOf('hot')).toEqual(['lamp'])
})

test('the event loop turns between the slices in which a group is filled and changes are settled', async () => {
  const bench = useFleet()
  const { fleet, account } = bench
  await bench.indexThings(REGISTRY)
  for (let number = 0; number < 300; number++) fleet.putThing(`t${String(number)}`)
  await account.timers.rest()
  let inOneTurn = 0
  let most = 0
  let isOver = false
  onTestFinished(() => {
    isOver = true
  })
  account.events.on('thingGroup.memberAdded', () => {
    most = Math.max(most, ++inOneTurn)
  })
  const turn = (): void => {
    inOneTurn = 0
    if (!isOver) setImmediate(turn)
  }
  turn()
  await createGroup(bench, 'all', '*')
  await account.timers.advance(1_000)
  expect(fleet.membersOf('all')).toHaveLength(300)
  expect(most).toBeLessThanOrEqual(25)
  await createGroup(bench, 'red', 'attributes.color:red')
  await account.timers.advance(1_000)
  for (let number = 0; number < 300; number++) fleet.putThing(`t${String(number)}`, { attributes: { color: 'red' } })
  await account.timers.rest()
  expect(fleet.membersOf('red')).toHaveLength(300)
  expect(most).toBeLessThanOrEqual(25)
})

test('[QRY-051] a thing is found by the billing group that it joins', async () => {
  const bench = useFleet()
  const { fleet, account, find } = bench
  await bench.indexThings(REGISTRY)
  fleet.putThing('lamp')
  await createGroup(bench, 'billed', 'thingGroupNames:north')
  await account.timers.advance(1_000)
  const thing = fleet.findThing('lamp')
  if (thing === undefined) throw new Error('The thing is not there.')
  account.events.publish({
    type: 'thing.billingGroupChanged',
    thing: { ...thing, billingGroupName: 'north' },
    previousBillingGroupName: undefined,
  })
  await account.timers.rest()
  expect(await find('thingGroupNames:north')).toEqual(['lamp'])
  expect(fleet.membersOf('billed')).toEqual(['lamp'])
})
