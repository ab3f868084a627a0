/*
 * Lists of the registry in a large and in a small account: what a page costs must not depend on how much there is.
 *   node test/bench/registry-lists.mjs [things of the large account, default 100000] [pages per measurement, default 2000]
 * One group for each hundred things; the small account has a thousand things. Operations are called without the HTTP edge. Needs a build.
 */
import { createTestAccount } from '../../packages/core/dist/testing/index.js'
import { createRegistry } from '../../packages/registry/dist/index.js'

const GOAL = 2
const SMALL = 1_000
const large = Number(process.argv[2] ?? 100_000)
const pages = Number(process.argv[3] ?? 2_000)
const name = (prefix, number) => `${prefix}-${String(number).padStart(7, '0')}`

const few = await fill(SMALL)
const many = await fill(large)
const table = {}
for (const list of Object.keys(few.lists)) {
  // In turn, so that what else the machine does falls on both.
  const [inFew, inMany] = [[], []]
  for (let round = 0; round < 10; round++) {
    inFew.push(await microsecondsOf(few.lists[list]))
    inMany.push(await microsecondsOf(many.lists[list]))
  }
  const [small, big] = [Math.min(...inFew), Math.min(...inMany)]
  table[list] = { [`${SMALL} things, µs`]: round(small), [`${large} things, µs`]: round(big), ratio: round(big / small) }
}
console.log(`processor time of a page; the goal is a ratio of at most ${GOAL}`)
console.table(table)
few.close()
many.close()

async function fill(things) {
  const account = createTestAccount()
  const registry = createRegistry({
    ...account,
    principals: { exists: () => true },
    endpoints: { addressOf: () => 'localhost' },
  })
  const { iot } = registry.operations
  const groups = things / 100
  for (let group = 0; group < groups; group++) await iot.CreateThingGroup({ thingGroupName: name('group', group) }, account.call)
  const started = performance.now()
  account.store.transaction(() => {
    for (let thing = 0; thing < things; thing++) {
      const thingName = name('thing', thing)
      registry.createThing({ thingName, attributePayload: { attributes: { site: `site-${thing % 50}` } } })
      registry.addThingToThingGroup({ thingName, thingGroupName: name('group', thing % groups) })
    }
  })
  account.published.splice(0)
  console.log(`${things} things in ${groups} groups, made in ${((performance.now() - started) / 1000).toFixed(1)} s`)
  let turn = 0
  // Far apart from each other, the same in every run.
  const somewhere = () => (turn++ * 7_919) % things
  const middle = (await iot.ListThings({ maxResults: Math.trunc(Math.min(250, things / 2)) }, account.call)).nextToken
  return {
    close: () => account.close(),
    lists: {
      'ListThings, first page of 25': () => iot.ListThings({ maxResults: 25 }, account.call),
      'ListThings, a later page of 25': () => iot.ListThings({ maxResults: 25, nextToken: middle }, account.call),
      'ListThings by attribute, page of 20': () =>
        iot.ListThings({ attributeName: 'site', attributeValue: 'site-7', maxResults: 20 }, account.call),
      'ListThingsInThingGroup, page of 25': () =>
        iot.ListThingsInThingGroup({ thingGroupName: name('group', somewhere() % groups), maxResults: 25 }, account.call),
      ListThingGroupsForThing: () => iot.ListThingGroupsForThing({ thingName: name('thing', somewhere()) }, account.call),
    },
  }
}

async function microsecondsOf(list) {
  for (let page = 0; page < pages / 20; page++) await list()
  const start = process.cpuUsage()
  for (let page = 0; page < pages / 10; page++) await list()
  const { user, system } = process.cpuUsage(start)
  return (user + system) / (pages / 10)
}

function round(value) {
  return Number(value.toFixed(2))
}
