/*
 * Dynamic thing groups in an account with all its services on a file: how long groups that find every thing of a large fleet take to be built, how
 * long that holds up the event loop, how soon a thing is a member after a change, and what groups cost shadow updates that they do not ask about.
 *   node test/bench/dynamic-groups.mjs [things, default 20000]
 * Operations are called without the HTTP edge. Turns of the event loop are measured in processor time, which other programs disturb little.
 * Needs a build.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTimers } from '../../packages/core/dist/index.js'
import { createBenchAccount } from './support/bench-account.mjs'
import { watchLoop } from './support/watch-loop.mjs'

const count = Number(process.argv[2] ?? 20_000)
const GROUPS = 98
const folder = mkdtempSync(join(tmpdir(), 'dynamic-groups-'))
const rows = []
const timers = createTimers({ mode: 'manual', startMs: Date.now() })
const wallTimers = createTimers({ mode: 'system' })
const account = await createBenchAccount(join(folder, 'account.db'), { timers, wallTimers })
const call = account.internalCall
const iot = (operation, input) => account.iot(operation)(input, call)
const shadows = account.services.find((service) => service.name === 'shadows').operations['iot-data']
const report = (thingName, reported) =>
  shadows.UpdateThingShadow({ thingName, payload: Buffer.from(JSON.stringify({ state: { reported } })) }, call)

account.context.store.transaction(() => {
  for (let number = 0; number < count; number++) {
    account.registry.createThing({ thingName: `t${number}`, attributePayload: { attributes: { n: String(number % 100) } } })
  }
})
await iot('UpdateIndexingConfiguration', { thingIndexingConfiguration: { thingIndexingMode: 'REGISTRY_AND_SHADOW' } })
await timers.advance(1_000)
await iot('UpdateEventConfigurations', { eventConfigurations: { THING_GROUP_MEMBERSHIP: { Enabled: true } } })

await measured(`${count} things join a group`, () => iot('CreateDynamicThingGroup', { thingGroupName: 'all', queryString: '*' }))
await measured('half of them leave it by another query', () =>
  iot('UpdateDynamicThingGroup', { thingGroupName: 'all', queryString: 'attributes.n<50', thingGroupProperties: {} }),
)
await measured('the group is deleted', () => iot('DeleteDynamicThingGroup', { thingGroupName: 'all' }))

// The first run warms up.
await updates()
const alone = await updates()
for (let number = 0; number < GROUPS; number++) {
  await iot('CreateDynamicThingGroup', {
    thingGroupName: `g${number}`,
    queryString: `shadow.reported.heat:[${number} TO ${number + 1}} AND attributes.n:*`,
  })
}
await timers.advance(1_000)
const beside = await updates()
add('a shadow update without groups', alone, 'µs of processor')
add(`a shadow update that ${GROUPS} groups do not ask about`, beside, 'µs of processor')
add('ratio of the two', beside / alone, '', 1.2)

let slowest = 0
for (let number = 0; number < 50; number++) {
  const joined = new Promise((resolve) => {
    const end = account.context.events.on('thingGroup.memberAdded', () => (end(), resolve(performance.now())))
  })
  const began = performance.now()
  await report(`t${number}`, { heat: number + 0.5 })
  slowest = Math.max(slowest, (await joined) - began)
}
add(`from a shadow update to the member of one of ${GROUPS} groups, the longest of 50`, slowest, 'ms', 50)

console.table(
  Object.fromEntries(rows.map(({ what, value, unit, goal }) => [what, { value, unit, goal, kept: goal === '' ? '' : value <= goal }])),
)
await account.close()
timers.close()
wallTimers.close()
rmSync(folder, { recursive: true, force: true })

async function measured(what, change) {
  await pause()
  const loop = watchLoop(processorMs)
  const began = performance.now()
  await change()
  await timers.advance(1_000)
  await timers.rest()
  add(what, (performance.now() - began) / 1_000, 's')
  add(`${what}: the longest turn of the event loop`, loop.end(), 'ms of processor', 50)
}

/** The processor time of one update, of several runs the best. */
async function updates() {
  const times = 500
  let best = Infinity
  for (let run = 0; run < 5; run++) {
    const before = process.cpuUsage()
    for (let number = 0; number < times; number++) await report(`t${number}`, { humidity: run })
    await timers.rest()
    best = Math.min(best, process.cpuUsage(before).user / times)
  }
  return best
}

function processorMs() {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}

function pause() {
  return new Promise((resolve) => setTimeout(resolve, 100))
}

function add(what, value, unit, goal = '') {
  rows.push({ what, value: Number(value.toFixed(2)), unit, goal })
}
