/*
 * A job for a group of many things, in an account with all its services on a file: how fast CreateJob answers, how long queuing takes and how
 * long it holds up the event loop, what a page of executions costs at the beginning and at the end, how soon a thing that joins hears of a
 * continuous job, and what many running executions with timeouts cost.
 *   node test/bench/job-rollout.mjs [things, default 100000]
 * What the machine does beside it falls on the times of the clock, not on processor time. Operations are called without the HTTP edge; notifications go through the broker, which has no subscribers. Needs a build.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTimers } from '../../packages/core/dist/index.js'
import { createBenchAccount } from './support/bench-account.mjs'
import { watchLoop } from './support/watch-loop.mjs'

const count = Number(process.argv[2] ?? 100_000)
const PAGE = 250
const folder = mkdtempSync(join(tmpdir(), 'job-rollout-'))
const name = (number) => `thing-${String(number).padStart(6, '0')}`
const rows = []
const timers = counted(createTimers({ mode: 'manual', startMs: Date.now() }))
const wallTimers = createTimers({ mode: 'system' })
const account = await createBenchAccount(join(folder, 'account.db'), { timers, wallTimers })
const call = account.internalCall
const iot = (operation, input) => account.iot(operation)(input, call)
const device = account.services.find((service) => service.name === 'jobs').operations['iot-jobs-data']
const group = 'arn:aws:iot:us-east-1:000000000000:thinggroup/fleet'

await iot('CreateThingGroup', { thingGroupName: 'fleet' })
account.context.store.transaction(() => {
  for (let number = 0; number < count; number++) {
    account.registry.createThing({ thingName: name(number) })
    account.registry.addThingToThingGroup({ thingName: name(number), thingGroupName: 'fleet' })
  }
})
await timers.rest()

const timeoutConfig = { inProgressTimeoutInMinutes: 10 }
const loop = watchLoop(() => performance.now())
const processor = process.cpuUsage()
const began = performance.now()
await iot('CreateJob', { jobId: 'large', targets: [group], document: '{"do":"it"}', targetSelection: 'CONTINUOUS', timeoutConfig })
add('CreateJob answers', performance.now() - began, 'ms', 100)
await timers.rest()
add(`${count} executions queued and told`, (performance.now() - began) / 1000, 's', 10)
const { user, system } = process.cpuUsage(processor)
add('processor time of that', (user + system) / 1e6, 's', 10)
add('the longest that queuing held up the event loop', loop.end(), 'ms', 50)
const queued = (await iot('DescribeJob', { jobId: 'large' })).job.jobProcessDetails.numberOfQueuedThings
if (queued !== count) throw new Error(`${queued} of ${count} were queued.`)

const tokens = await walkPages()
const page = (nextToken) => fastest(30, () => iot('ListJobExecutionsForJob', { jobId: 'large', maxResults: PAGE, nextToken }))
const [first, last] = [await page(undefined), await page(tokens.at(-2))]
add(`a page of ${PAGE} executions, first`, first, 'ms')
add(`a page of ${PAGE} executions, last but one`, last, 'ms')
add('ratio of the two', last / first, '', 1.5)

await joins()
await running()

console.table(
  Object.fromEntries(rows.map(({ what, value, unit, goal }) => [what, { value, unit, goal, kept: goal === '' ? '' : value <= goal }])),
)
await account.close()
timers.close()
wallTimers.close()
rmSync(folder, { recursive: true, force: true })

/** Things join the group one by one: until each hears what it has to do. */
async function joins() {
  const times = []
  for (let number = 0; number < 20; number++) {
    const thingName = `late-${number}`
    await iot('CreateThing', { thingName })
    const told = new Promise((resolve) => {
      const end = account.onMessage((message) => {
        if (message.topic !== `$aws/things/${thingName}/jobs/notify-next`) return
        end()
        resolve(performance.now())
      })
    })
    const joined = performance.now()
    await iot('AddThingToThingGroup', { thingName, thingGroupName: 'fleet' })
    times.push((await told) - joined)
  }
  add('from joining the group to notify-next, the longest of 20', Math.max(...times), 'ms', 50)
}

/** All things start, then nobody says a word until the timeout. */
async function running() {
  const start = async (from, to) => {
    const started = process.cpuUsage()
    for (let number = from; number < to; number++) await device.StartNextPendingJobExecution({ thingName: name(number) }, call)
    return process.cpuUsage(started).user / (to - from)
  }
  const before = timers.waiting()
  const few = await start(0, 1_000)
  await start(1_000, count - 1_000)
  const many = await start(count - 1_000, count)
  add('starting one beside few that run', few, 'µs of processor')
  add(`starting one beside ${count} that run`, many, 'µs of processor')
  add('ratio of the two', many / few, '', 1.5)
  add(`timers for ${count} timeouts`, timers.waiting() - before, '', 1)
  const watch = watchLoop(() => performance.now())
  const advanced = performance.now()
  await timers.advance(10 * 60_000)
  add(`${count} executions timed out and told`, (performance.now() - advanced) / 1000, 's')
  add('the longest that timing out held up the event loop', watch.end(), 'ms', 50)
  const { numberOfTimedOutThings } = (await iot('DescribeJob', { jobId: 'large' })).job.jobProcessDetails
  if (numberOfTimedOutThings !== count) throw new Error(`${numberOfTimedOutThings} of ${count} timed out.`)
}

async function walkPages() {
  const found = []
  for (let nextToken; ;) {
    nextToken = (await iot('ListJobExecutionsForJob', { jobId: 'large', maxResults: PAGE, nextToken })).nextToken
    if (nextToken === undefined) return found
    found.push(nextToken)
  }
}

async function fastest(times, work) {
  let best = Infinity
  for (let time = 0; time < times; time++) {
    const started = performance.now()
    await work()
    best = Math.min(best, performance.now() - started)
  }
  return best
}

/** Timers that know how many of theirs wait. */
function counted(own) {
  const waiting = new Set()
  const watch = (schedule) => {
    const handle = schedule(() => waiting.delete(entry))
    const entry = { cancel: () => (waiting.delete(entry), handle.cancel()) }
    waiting.add(entry)
    return entry
  }
  return {
    now: () => own.now(),
    at: (dueMs, work) => watch((done) => own.at(dueMs, () => (done(), work()))),
    after: (delayMs, work) => watch((done) => own.after(delayMs, () => (done(), work()))),
    track: (work) => own.track(work),
    advance: (byMs) => own.advance(byMs),
    rest: () => own.rest(),
    close: () => own.close(),
    waiting: () => waiting.size,
  }
}

function add(what, value, unit, goal = '') {
  rows.push({ what: rows.some((row) => row.what === what) ? `${what} ` : what, value: Number(value.toFixed(2)), unit, goal })
}
