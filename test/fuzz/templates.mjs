/*
 * Sends generated provisioning templates to CreateProvisioningTemplate and RegisterThing over HTTP, fifty a second, and fails when an answer is
 * none that is documented, when the process ends, or when its memory grows.
 *   npm run fuzz:templates [-- seconds, default 60 [seed]]
 * It prints its seed; the same seed makes the same templates.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createGenerator, numbersOf } from './generate-template.mjs'

const A_SECOND = 50
const WARM_UP_SECONDS = 10
const MAX_GROWTH_MB = 16
const HEADERS = {
  authorization:
    'AWS4-HMAC-SHA256 Credential=000000000000/20260101/us-east-1/iot/aws4_request, SignedHeaders=host;x-amz-date, Signature=00',
  'x-amz-date': '20260101T000000Z',
  'content-type': 'application/json',
}
/**
 * What the API model and the pages of provisioning name, what the edge answers to members of a wrong type, and 501 for what is not covered. An
 * internal failure is a defect.
 */
const DOCUMENTED = {
  CreateProvisioningTemplate: [
    'SerializationException',
    'InvalidRequestException',
    'LimitExceededException',
    'ResourceAlreadyExistsException',
  ],
  RegisterThing: [
    'SerializationException',
    'InvalidRequestException',
    'ResourceRegistrationFailureException',
    'ConflictingResourceUpdateException',
    'ResourceConflictsException',
    'NotImplementedException',
  ],
  DeleteProvisioningTemplate: [],
}
/** Words of a program that met something it did not expect. */
const SURPRISE = /Cannot read propert|is not a function(?! of)|is not iterable|Maximum call stack|\[object Object\]/

async function main(seconds, seed) {
  console.log(`seed ${seed}`)
  const child = fork(fileURLToPath(import.meta.url), ['--serve'], { execArgv: ['--expose-gc'] })
  let hasEnded = false
  child.once('exit', () => (hasEnded = true))
  const [{ endpoint, csrs }] = await once(child, 'message')
  const run = new Run(endpoint, createGenerator(numbersOf(seed), csrs), () => hasEnded)
  await run.for(WARM_UP_SECONDS)
  const before = await settledMb(child)
  await run.for(seconds)
  const after = await settledMb(child)
  console.log(
    `${run.sent} templates, ${(run.sent / run.seconds).toFixed(1)} a second; slowest answer ${run.slowest.ms.toFixed(0)} ms, ${run.slowest.what}`,
  )
  console.table(Object.fromEntries(run.outcomes))
  console.log(`heap after a reset: ${before.toFixed(1)} MB behind the warm-up, ${after.toFixed(1)} MB at the end`)
  for (const problem of run.problems.slice(0, 20)) console.error(problem)
  if (after - before > MAX_GROWTH_MB) run.problems.push('the memory grew')
  if (hasEnded) run.problems.push('the process ended')
  else child.kill('SIGTERM')
  if (run.problems.length > 0) console.error(`${run.problems.length} problems with seed ${seed}`)
  process.exitCode = run.problems.length > 0 ? 1 : 0
}

class Run {
  sent = 0
  seconds = 0
  slowest = { ms: 0, what: '' }
  problems = []
  outcomes = new Map()
  #endpoint
  #generator
  #hasEnded

  constructor(endpoint, generator, hasEnded) {
    this.#endpoint = endpoint
    this.#generator = generator
    this.#hasEnded = hasEnded
  }

  async for(seconds) {
    const startedAt = performance.now()
    const work = []
    const last = this.sent + seconds * A_SECOND
    for (let tick = 0; this.sent < last && !this.#hasEnded(); tick++) {
      work.push(this.#try(this.sent++))
      await sleep(Math.max(0, startedAt + ((tick + 1) * 1_000) / A_SECOND - performance.now()))
    }
    await Promise.all(work)
    this.seconds += (performance.now() - startedAt) / 1_000
  }

  async #try(index) {
    const type = this.#generator.type()
    const templateBody = this.#generator.template(index, type)
    const parameters = this.#generator.parameters(index)
    const templateName = `fuzz-${index}`
    const template = { templateName, templateBody, provisioningRoleArn: 'arn:aws:iam::000000000000:role/fuzz', type }
    const created = await this.#call(templateName, 'CreateProvisioningTemplate', 'POST', '/provisioning-templates', template)
    if (created === 200) await this.#call(templateName, 'DeleteProvisioningTemplate', 'DELETE', `/provisioning-templates/${templateName}`)
    await this.#call(templateName, 'RegisterThing', 'POST', '/things', { templateBody, parameters })
  }

  async #call(templateName, operation, method, path, body) {
    const startedAt = performance.now()
    let response
    let text
    try {
      response = await fetch(`${this.#endpoint}${path}`, {
        method,
        headers: HEADERS,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      text = await response.text()
    } catch (error) {
      this.problems.push(`${operation}: no answer (${error.cause ?? error}) to ${JSON.stringify(body)}`)
      return 0
    }
    const ms = performance.now() - startedAt
    if (ms > this.slowest.ms) this.slowest = { ms, what: `${operation} of ${templateName}` }
    const error = response.headers.get('x-amzn-errortype')
    const outcome = `${operation} ${response.status} ${error ?? ''}`
    this.outcomes.set(outcome, { times: (this.outcomes.get(outcome)?.times ?? 0) + 1 })
    const isDocumented = response.status === 200 || DOCUMENTED[operation].includes(error)
    if (!isDocumented || SURPRISE.test(text)) this.problems.push(`${outcome}: ${text} to ${JSON.stringify(body)}`)
    return response.status
  }
}

/** The heap of the emulator when everything it was told is dropped and what nobody holds is collected, in megabytes. */
async function settledMb(child) {
  child.send('measure')
  const [answer] = await Promise.race([once(child, 'message'), once(child, 'exit')])
  return typeof answer === 'object' ? answer.mb : Number.POSITIVE_INFINITY
}

async function serve() {
  const { startIotCoreLocal } = await import('iot-core-local')
  const iot = await startIotCoreLocal()
  const csrs = (await (await iot.factory()).signingRequests(50)).map(({ csrPem }) => csrPem)
  const prepare = async () => {
    const policyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'iot:Connect', Resource: '*' }] })
    const response = await fetch(`${iot.httpEndpoint}/policies/fuzz`, {
      method: 'POST',
      headers: HEADERS,
      body: JSON.stringify({ policyDocument }),
    })
    if (!response.ok) throw new Error(await response.text())
  }
  process.on('message', async () => {
    await iot.reset()
    await sleep(200)
    globalThis.gc()
    const { heapUsed, external } = process.memoryUsage()
    await prepare()
    process.send({ mb: (heapUsed + external) / 2 ** 20 })
  })
  process.on('disconnect', () => process.exit(0))
  await prepare()
  process.send({ endpoint: iot.httpEndpoint, csrs })
}

if (process.argv[2] === '--serve') await serve()
else await main(Number(process.argv[2] ?? 60), Number(process.argv[3] ?? Math.floor(Math.random() * 2 ** 32)))
