import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Bench, useFleet } from './use-fleet.js'

/* Whatever happens to the fleet, a dynamic group has the members that a search for its query finds, as far as things may be in more groups. */

const CONFIGURATION = {
  thingIndexingMode: 'REGISTRY_AND_SHADOW',
  thingConnectivityIndexingMode: 'STATUS',
  namedShadowIndexingMode: 'ON',
  filter: { namedShadowNames: ['n'], geoLocations: [{ name: 'shadow.reported.at' }] },
}

const query = fc.constantFrom(
  '*',
  'ab',
  'NOT ab',
  '"a b"',
  '"a b a b a"',
  '"a a a a a a"',
  'a*',
  'thingName:t1',
  'thingTypeName:Lamp OR attributes.x:b',
  'attributes.x:a',
  'attributes.x:(a OR b)',
  'attributes.x:*',
  'NOT attributes.x:*',
  'attributes.x>1',
  'attributes.x:[0 TO 10}',
  'thingGroupNames:hall',
  'NOT thingGroupNames:hall',
  'shadow.reported.p:a*',
  'shadow.reported.p:"a b"',
  'attributes.x:"a a a a a a"',
  'shadow.reported.p>1 AND connectivity.connected:true',
  'shadow.hasDelta:true',
  'shadow.name.n.reported.p:*',
  'shadow.reported.at:geo_distance,0,0,100km',
  'connectivity.connected:false',
  'connectivity.disconnectReason:CONNECTION_LOST',
)

const thingName = fc.integer({ min: 0, max: 2 }).map((number) => `t${String(number)}`)
const text = fc.constantFrom('a', 'b', 'ab', 'a b', 'a b a b a', 'b a b a b', 'a a a a a', 'a a a a a a', '0', '7')
const value = fc.oneof(text, fc.constantFrom(0, 2, true))
const at = fc.constantFrom('0.1,0.1', '50,50', 'nowhere')
const section = fc.oneof(
  value.map((p) => ({ p })),
  at.map((place) => ({ at: place })),
)

/** What happens, readable in a counterexample. */
interface Change {
  readonly [fc.toStringMethod]: () => string
  readonly run: (bench: Bench) => unknown
}

const changeOf = (text: string, run: (bench: Bench) => unknown): Change => ({ [fc.toStringMethod]: () => text, run })

/** On a thing that is there; else nothing happens. */
const onThing = (text: string, change: (fleet: Bench['fleet'], name: string) => void): fc.Arbitrary<Change> =>
  thingName.map((name) =>
    changeOf(`${text} ${name}`, ({ fleet }) => {
      if (fleet.findThing(name) !== undefined) change(fleet, name)
    }),
  )

const put: fc.Arbitrary<Change> = fc
  .tuple(thingName, fc.option(text), fc.option(fc.constantFrom('Lamp', 'ab')))
  .map(([name, x, thingTypeName]) =>
    changeOf(`put ${name} ${String(x)} ${String(thingTypeName)}`, ({ fleet }) =>
      fleet.putThing(name, { attributes: x === null ? {} : { x }, thingTypeName: thingTypeName ?? undefined }),
    ),
  )

const shadow: fc.Arbitrary<Change> = fc
  .tuple(section, fc.boolean(), fc.constantFrom(undefined, 'n'))
  .chain(([reported, isDesired, shadowName]) =>
    onThing(`shadow ${JSON.stringify({ reported, isDesired, shadowName })}`, (fleet, name) =>
      fleet.putShadow(name, isDesired ? { reported, desired: { p: 'a' } } : { reported }, shadowName),
    ),
  )

const changeOfThing: fc.Arbitrary<Change> = fc.oneof(
  { weight: 4, arbitrary: put },
  { weight: 4, arbitrary: shadow },
  onThing('delete shadow', (fleet, name) => fleet.deleteShadow(name)),
  onThing('connect', (fleet, name) => fleet.connect(name)),
  onThing('disconnect', (fleet, name) => fleet.disconnect(name, 'CONNECTION_LOST')),
  onThing('join hall', (fleet, name) => {
    if (!fleet.groupsOf(name).includes('hall')) fleet.join(name, 'hall')
  }),
  onThing('leave hall', (fleet, name) => {
    if (fleet.groupsOf(name).includes('hall')) fleet.leave(name, 'hall')
  }),
  onThing('delete', (fleet, name) => fleet.deleteThing(name)),
)

interface Situation {
  readonly maxGroupsPerThing: number
  readonly queries: fc.Arbitrary<string>
  /** What the group of that number asks, given a query. */
  readonly queryOf: (index: number, queryString: string) => string
  readonly isIndexChanged: boolean
}

const GROUPS = 4

/** A group is created, or updated when it is there. */
function changeOfGroup({ queries, queryOf }: Situation): fc.Arbitrary<Change> {
  const index = fc.integer({ min: 0, max: GROUPS - 1 })
  const put = fc
    .tuple(index, queries)
    .map(([number, queryString]) =>
      changeOf(`group g${String(number)} ${queryString}`, (bench) => putGroup(bench, number, queryOf(number, queryString))),
    )
  const drop = index.map((number) =>
    changeOf(`delete g${String(number)}`, ({ call }) => call('DeleteDynamicThingGroup', { thingGroupName: `g${String(number)}` })),
  )
  return fc.oneof({ weight: 3, arbitrary: put }, drop)
}

function putGroup({ fleet, call }: Bench, index: number, queryString: string): Promise<unknown> {
  const thingGroupName = `g${String(index)}`
  const operation = fleet.findThingGroup(thingGroupName) === undefined ? 'Create' : 'Update'
  return call(`${operation}DynamicThingGroup`, { thingGroupName, queryString, thingGroupProperties: {} })
}

const changeOfIndex: fc.Arbitrary<Change> = fc.oneof(
  // A custom field more or less builds the index anew.
  fc
    .constantFrom([], [{ name: 'attributes.x', type: 'Number' }])
    .map((customFields) =>
      changeOf('configure', ({ call }) =>
        call('UpdateIndexingConfiguration', { thingIndexingConfiguration: { ...CONFIGURATION, customFields } }),
      ),
    ),
  fc.boolean().map((isCrash) => changeOf(`restart ${String(isCrash)}`, ({ restart }) => restart({ isCrash }))),
)

const pause: fc.Arbitrary<Change> = fc
  .constantFrom(0, 60, 500)
  .map((byMs) => changeOf(`advance ${String(byMs)}`, ({ account }) => account.timers.advance(byMs)))

async function hold(situation: Situation): Promise<void> {
  const { maxGroupsPerThing, queries, queryOf, isIndexChanged } = situation
  const change = fc.oneof(
    { weight: 12, arbitrary: changeOfThing },
    { weight: 2, arbitrary: changeOfGroup(situation) },
    { weight: 3, arbitrary: pause },
    { weight: isIndexChanged ? 2 : 0, arbitrary: changeOfIndex },
  )
  const first = fc.array(queries, { minLength: GROUPS, maxLength: GROUPS })
  await fc.assert(
    fc.asyncProperty(first, fc.array(change, { minLength: 5, maxLength: 25 }), async (queryStrings, changes) => {
      const bench = useFleet()
      bench.fleet.dynamicGroups.maxGroupsPerThing = maxGroupsPerThing
      bench.fleet.putGroup('hall')
      await bench.indexThings(CONFIGURATION)
      for (const name of ['t0', 't1', 't2']) bench.fleet.putThing(name)
      for (const [index, queryString] of queryStrings.entries()) await putGroup(bench, index, queryOf(index, queryString))
      await bench.account.timers.advance(500)
      for (const { run } of changes) await run(bench)
      await bench.account.timers.advance(2_000)
      await check(bench)
    }),
    { numRuns: 50 },
  )
}

/** Of the groups whose query finds a thing, the oldest have it, as many as there is room for beside its static groups. */
async function check({ fleet, find }: Bench): Promise<void> {
  const groups = [...fleet.dynamicGroups.all()].sort((a, b) => a.creationNumber - b.creationNumber)
  const wanted = new Map<string, string[]>()
  for (const { thingGroupName, queryString, status } of groups) {
    expect(status).toBe('ACTIVE')
    for (const name of await find(queryString)) wanted.set(name, [...(wanted.get(name) ?? []), thingGroupName])
  }
  for (const { thingName: name } of fleet.things(undefined)) {
    const statics = fleet.groupsOf(name).filter((group) => fleet.dynamicGroups.find(group) === undefined)
    const room = fleet.dynamicGroups.maxGroupsPerThing - statics.length
    expect(new Set(fleet.dynamicGroups.groupsOf(name)), name).toEqual(new Set((wanted.get(name) ?? []).slice(0, room)))
    expect(
      await find(
        `thingName:${name}${fleet
          .groupsOf(name)
          .map((group) => ` thingGroupNames:${group}`)
          .join('')}`,
      ),
    ).toEqual([name])
  }
}

test('[DTG-011] the members of a dynamic group are what a search for its query finds', async () => {
  await hold({ maxGroupsPerThing: 10, queries: query, queryOf: (_, queryString) => queryString, isIndexChanged: false })
})

test('[DTG-006] so they are when the index is built anew and the program starts again', async () => {
  await hold({ maxGroupsPerThing: 10, queries: query, queryOf: (_, queryString) => queryString, isIndexChanged: true })
})

test('[DTG-012] where things may be in few groups, the oldest groups have them', async () => {
  const queries = fc.constantFrom('*', 'attributes.x:a', 'NOT attributes.x:a', 'shadow.reported.p:*', 'connectivity.connected:false')
  await hold({ maxGroupsPerThing: 2, queries, queryOf: (_, queryString) => queryString, isIndexChanged: false })
})

test('[QRY-051] queries may ask about other dynamic groups', async () => {
  const queryOf = (index: number, queryString: string): string =>
    index === 0 ? queryString : `${index % 2 === 0 ? '' : 'NOT '}thingGroupNames:g${String(index - 1)} AND (${queryString})`
  await hold({ maxGroupsPerThing: 10, queries: query, queryOf, isIndexChanged: false })
})
