/*
 * Ends the process of an emulator with kill -9 at random points of rollouts, again and again on one data directory, and looks after each restart
 * whether an execution was lost, doubled or is stuck.
 *   node test/soak/job-kills.mjs [rounds, default 100] [things, default 300] [seed]
 * Ends with 1 and a sentence when something is wrong.
 *
 * A round creates a job for a group, and meanwhile lets devices work, things join and leave the group, and jobs be cancelled. What was answered
 * before the end of the process has to be there afterwards; what was not may or may not.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const COMMAND = fileURLToPath(new URL('../../packages/emulator/bin/iot-core-local.js', import.meta.url))
const ARN = 'arn:aws:iot:us-east-1:000000000000:'
const MINUTE_MS = 60_000
const MAX_LIFE_MS = 400
const SETTLED_WITHIN_MS = 20_000

const COUNTERS = {
  QUEUED: 'numberOfQueuedThings',
  IN_PROGRESS: 'numberOfInProgressThings',
  SUCCEEDED: 'numberOfSucceededThings',
  FAILED: 'numberOfFailedThings',
  TIMED_OUT: 'numberOfTimedOutThings',
  REJECTED: 'numberOfRejectedThings',
  REMOVED: 'numberOfRemovedThings',
  CANCELED: 'numberOfCanceledThings',
}

const [rounds = 100, thingCount = 300, seed = Date.now() % 1_000_000] = process.argv.slice(2).map(Number)
const random = generator(seed)
const folder = mkdtempSync(join(tmpdir(), 'job-kills-'))
const members = Array.from({ length: thingCount }, (_, index) => `member-${index}`)
const guests = Array.from({ length: 20 }, (_, index) => `guest-${index}`)
/** Jobs by id: what was answered about them. */
const jobs = new Map()
/** `job thing number` to the status that a device reported and was told is accepted. */
const reported = new Map()
/** `job thing` to when its execution has to have timed out, for those left running. */
const running = new Map()
let server

process.once('SIGTERM', () => {
  server?.child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
  process.exit(1)
})

try {
  await start()
  await setUp()
  for (let round = 0; round < rounds; round++) {
    await live(round)
    await start()
    await check(round)
  }
  await checkTimeouts()
  console.log(`${rounds} kills, ${jobs.size} jobs on ${thingCount} things: nothing lost, doubled or stuck (seed ${seed})`)
} catch (error) {
  console.error(`seed ${seed}:`, error)
  process.exitCode = 1
} finally {
  await kill()
  rmSync(folder, { recursive: true, force: true })
}

async function start() {
  const ready = join(folder, 'ready.json')
  rmSync(ready, { force: true })
  const ports = ['http', 'mqtts', 'tls'].flatMap((name) => [`--${name}-port`, '0'])
  const arguments_ = [COMMAND, 'start', ...ports, '--ready-file', ready, '--data-dir', join(folder, 'data'), '--log-level', 'warn']
  const child = spawn(process.execPath, arguments_, { stdio: ['ignore', 'ignore', 'inherit'] })
  const closed = once(child, 'close')
  while (!existsSync(ready)) {
    if (child.exitCode !== null) throw new Error('The emulator ended before it was ready.')
    await sleep(5)
  }
  server = { child, closed, endpoint: JSON.parse(readFileSync(ready, 'utf8')).httpEndpoint }
}

async function kill() {
  server?.child.kill('SIGKILL')
  await server?.closed
}

async function setUp() {
  await must('POST', '/thing-groups/fleet', {})
  await inParallel([...members, ...guests], (name) => must('POST', `/things/${name}`, {}))
  await inParallel(members, (thingName) => must('PUT', '/thing-groups/addThingToThingGroup', { thingName, thingGroupName: 'fleet' }))
}

/** Work on all sides until the process ends. */
async function live(round) {
  const jobId = `job-${round}`
  const job = { isContinuous: round % 2 === 1, isCreated: false, isCancelAsked: false }
  jobs.set(jobId, job)
  let isAlive = true
  const ends = sleep(random() * MAX_LIFE_MS).then(() => {
    isAlive = false
    return kill()
  })
  const create = async () => {
    const { status } = await ask('PUT', `/jobs/${jobId}`, {
      targets: [`${ARN}thinggroup/fleet`],
      document: `{"round":${round}}`,
      targetSelection: job.isContinuous ? 'CONTINUOUS' : 'SNAPSHOT',
      timeoutConfig: { inProgressTimeoutInMinutes: 1 },
      jobExecutionsRetryConfig: { criteriaList: [{ failureType: 'FAILED', numberOfRetries: 1 }] },
    })
    job.isCreated = status === 200
  }
  const work = async () => {
    for (; isAlive;) await device(pick(random() < 0.8 ? members : guests))
  }
  const move = async () => {
    for (; isAlive;) {
      const verb = random() < 0.5 ? 'addThingTo' : 'removeThingFrom'
      await ask('PUT', `/thing-groups/${verb}ThingGroup`, { thingName: pick(guests), thingGroupName: 'fleet' })
    }
  }
  const cancel = async () => {
    if (round % 5 !== 4) return
    await sleep(random() * MAX_LIFE_MS)
    job.isCancelAsked = true
    await ask('PUT', `/jobs/${jobId}/cancel?force=true`, {})
  }
  const ended = [create(), work(), work(), move(), cancel()].map((part) => part.catch(() => undefined))
  await ends
  await Promise.all(ended)
}

/** A device takes its next job and ends it in one way or another, or leaves it running. */
async function device(thingName) {
  const { body } = await ask('PUT', `/things/${thingName}/jobs/$next`, {}, 'iot-jobs-data')
  const { jobId, executionNumber, status: before } = body.execution ?? {}
  if (jobId === undefined) return
  if (before === 'IN_PROGRESS') running.set(`${jobId} ${thingName}`, Date.now() + MINUTE_MS)
  const status = pick(['SUCCEEDED', 'SUCCEEDED', 'FAILED', 'REJECTED', 'IN_PROGRESS'])
  const update = await ask('POST', `/things/${thingName}/jobs/${jobId}`, { status, executionNumber }, 'iot-jobs-data')
  if (update.status === 200 && status !== 'IN_PROGRESS') {
    reported.set(`${jobId} ${thingName} ${executionNumber}`, status)
    running.delete(`${jobId} ${thingName}`)
  }
}

/** What holds after each restart, once the work that was cut off is done. */
async function check(round) {
  const jobId = `job-${round}`
  const job = jobs.get(jobId)
  const described = await settled(jobId)
  if (described === undefined) {
    assert(!job.isCreated, `${jobId} was answered and is lost`)
    jobs.delete(jobId)
    return
  }
  const executions = await executionsOf(jobId)
  const names = executions.map(({ thing, number }) => `${thing} ${number}`)
  assert(new Set(names).size === names.length, `${jobId} has an execution twice`)
  const byThing = groupBy(executions)
  for (const [thing, own] of byThing) {
    const pending = own.filter(({ status }) => status === 'QUEUED' || status === 'IN_PROGRESS')
    assert(pending.length <= 1, `${jobId} is pending twice on ${thing}`)
  }
  for (const [key, status] of reported) {
    const [reportedJob, thing, number] = key.split(' ')
    if (reportedJob !== jobId) continue
    const found = executions.find((execution) => execution.thing === thing && execution.number === Number(number))
    assert(found?.status === status, `${key} was reported ${status} and is ${found?.status}`)
  }
  for (const [status, count] of Object.entries(described.jobProcessDetails)) {
    const wanted = executions.filter((execution) => COUNTERS[execution.status] === status).length
    assert(status === 'processingTargets' || count === wanted, `${jobId} counts ${count} in ${status} and has ${wanted}`)
  }
  if (described.status === 'CANCELED') {
    assert(job.isCancelAsked, `${jobId} is cancelled and nobody asked for it`)
    const pending = executions.filter(({ status }) => status === 'QUEUED' || status === 'IN_PROGRESS')
    assert(pending.length === 0, `${jobId} was cancelled with force and ${pending.length} executions are pending`)
    return
  }
  for (const thing of members) assert(byThing.has(thing), `${jobId} has no execution for ${thing}`)
  if (job.isContinuous) await checkGuests(jobId, byThing)
  await finish(jobId, await executionsOf(jobId))
}

/** Guests have an execution while they are in the group, and none that is pending while they are not. */
async function checkGuests(jobId, byThing) {
  const { body } = await must('GET', '/thing-groups/fleet/things?maxResults=250')
  const present = new Set(body.things)
  for (let token = body.nextToken; token;) {
    const page = await must('GET', `/thing-groups/fleet/things?maxResults=250&nextToken=${encodeURIComponent(token)}`)
    for (const name of page.body.things) present.add(name)
    token = page.body.nextToken
  }
  // Going through all groups again takes a moment after the start.
  for (const since = Date.now(); ; await sleep(50)) {
    const wrong = guests.filter((guest) => !isAsTheGroupWantsIt(byThing.get(guest) ?? [], present.has(guest)))
    if (wrong.length === 0) return
    assert(Date.now() - since < SETTLED_WITHIN_MS, `${jobId} does not know that these joined or left: ${wrong.join(', ')}`)
    byThing = groupBy(await executionsOf(jobId))
  }
}

function isAsTheGroupWantsIt(executions, isMember) {
  const latest = executions.sort((a, b) => b.number - a.number)[0]
  const isPending = latest?.status === 'QUEUED' || latest?.status === 'IN_PROGRESS'
  return isMember ? latest !== undefined && latest.status !== 'REMOVED' : !isPending
}

/** Devices end most of what is left, so that the next rounds have room; a job of which nothing is left has to be over. */
async function finish(jobId, executions) {
  const pending = executions.filter(({ status }) => status === 'QUEUED' || status === 'IN_PROGRESS')
  let left = 0
  await inParallel(pending, async ({ thing, number }) => {
    if (running.has(`${jobId} ${thing}`) && random() < 0.2) return void left++
    const body = { status: 'SUCCEEDED', executionNumber: number }
    await must('POST', `/things/${thing}/jobs/${jobId}`, body, 'iot-jobs-data')
    reported.set(`${jobId} ${thing} ${number}`, 'SUCCEEDED')
    running.delete(`${jobId} ${thing}`)
  })
  const { job } = (await must('GET', `/jobs/${jobId}`)).body
  if (left === 0 && !jobs.get(jobId).isContinuous) assert(job.status === 'COMPLETED', `${jobId} has nothing left and is ${job.status}`)
}

/** What was left running has timed out, whether its minute ended while the process ran or while it did not. */
async function checkTimeouts() {
  const latest = Math.max(0, ...[...running.values()].filter((due) => due < Date.now() + 5_000))
  while (Date.now() < latest + 1_000) await sleep(100)
  for (const [key, dueMs] of running) {
    if (dueMs > latest) continue
    const [jobId, thing] = key.split(' ')
    const { status, body } = await ask('GET', `/things/${thing}/jobs/${jobId}`)
    if (status === 404) continue
    assert(body.execution.status !== 'IN_PROGRESS', `${key} should have timed out`)
  }
}

/** The job once nothing works on it any more; undefined when there is none. */
async function settled(jobId) {
  for (const since = Date.now(); ; await sleep(20)) {
    const { status, body } = await ask('GET', `/jobs/${jobId}`)
    if (status === 404) return undefined
    if (!body.job.isConcurrent && Date.now() - since > 150) return body.job
    assert(Date.now() - since < SETTLED_WITHIN_MS, `${jobId} is stuck: ${JSON.stringify(body.job)}`)
  }
}

async function executionsOf(jobId) {
  const found = []
  let token = ''
  do {
    const { body } = await must('GET', `/jobs/${jobId}/things?maxResults=250${token}`)
    for (const { thingArn, jobExecutionSummary: summary } of body.executionSummaries) {
      found.push({ thing: thingArn.split('/')[1], status: summary.status, number: summary.executionNumber })
    }
    token = body.nextToken ? `&nextToken=${encodeURIComponent(body.nextToken)}` : ''
  } while (token !== '')
  return found
}

async function must(method, path, body, service) {
  const answer = await ask(method, path, body, service)
  assert(answer.status === 200, `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
  return answer
}

async function ask(method, path, body, service = 'iot') {
  const response = await fetch(`${server.endpoint}${path}`, {
    method,
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=000000000000/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host;x-amz-date, Signature=00`,
      'x-amz-date': '20260101T000000Z',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, body: text === '' ? {} : JSON.parse(text) }
}

async function inParallel(items, work) {
  const queue = [...items]
  await Promise.all(
    Array.from({ length: 16 }, async () => {
      for (let item = queue.pop(); item !== undefined; item = queue.pop()) await work(item)
    }),
  )
}

function groupBy(executions) {
  const groups = new Map()
  for (const execution of executions) groups.set(execution.thing, [...(groups.get(execution.thing) ?? []), execution])
  return groups
}

function pick(items) {
  return items[Math.floor(random() * items.length)]
}

function assert(condition, message) {
  if (!condition) throw new Error(message)
}

/** Numbers from 0 to 1, the same for the same seed. */
function generator(start) {
  let state = start
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
