/*
 * Policy decisions per second, none from a cache: each question is about another topic.
 *   node test/bench/policy-evaluation.mjs [seconds of processor time per measurement, default 1]
 * Ten policies of ten statements are in effect. Each decision is read whole, as the records read it: explanation, statement, variables.
 */
import { createAuthority, createSecurity } from '../../packages/security/dist/index.js'
import { createTestAccount } from '../../packages/core/dist/testing/index.js'

const GOAL = 100_000
const seconds = Number(process.argv[2] ?? 1)
const PREFIX = 'arn:aws:iot:us-east-1:123456789012:'
const NO_THINGS = {
  bindingFor: () => undefined,
  exclusiveThingOf: () => undefined,
  groupsOf: () => [],
  groupExists: () => false,
  ancestorsOf: () => [],
  hasThings: () => false,
}

const SHAPES = {
  'fixed beginnings': (policy, statement) => `${PREFIX}topic/fleet/${policy}/${statement}/*`,
  'wildcards in Region and account': (policy, statement) => `arn:aws:iot:*:*:topic/fleet/${policy}/${statement}/*`,
  'a variable': (policy, statement) => `${PREFIX}topic/fleet/${policy}/${statement}/\${iot:ClientId}/*`,
}
const QUESTIONS = {
  allowed: (number) => `fleet/${number % 10}/${Math.trunc(number / 10) % 10}/bench/${number}`,
  'denied, near': (number) => `fleet/${number % 10}/${(Math.trunc(number / 10) % 10) + 10}/bench/${number}`,
  'denied, far': (number) => `elsewhere/${number}`,
}

const rows = {}
for (const [shape, resource] of Object.entries(SHAPES)) {
  const session = await sessionWith(resource)
  for (const [name, topic] of Object.entries(QUESTIONS)) {
    const expected = name === 'allowed' ? 'ALLOWED' : 'IMPLICIT_DENY'
    await decideFor(0.3, session, topic, expected)
    const rate = await decideFor(seconds, session, topic, expected)
    rows[`${shape}: ${name}`] = { 'decisions/s': Math.round(rate), 'of the goal': Number((rate / GOAL).toFixed(2)) }
  }
}
console.log(`uncached decisions, 10 policies of 10 statements; the goal is ${GOAL}/s`)
console.table(rows)

async function sessionWith(resource) {
  const account = createTestAccount()
  const authority = await createAuthority({ clock: account.timers, ids: account.ids })
  const security = createSecurity({ ...account, authority, things: NO_THINGS })
  const { iot } = security.operations
  const { certificateArn, certificatePem } = await iot.CreateKeysAndCertificate({ setAsActive: true }, account.call)
  for (let policy = 0; policy < 10; policy++) {
    const Statement = Array.from({ length: 10 }, (_, statement) => ({
      Effect: 'Allow',
      Action: 'iot:Publish',
      Resource: resource(policy, statement),
    }))
    const policyName = `policy-${policy}`
    await iot.CreatePolicy({ policyName, policyDocument: JSON.stringify({ Version: '2012-10-17', Statement }) }, account.call)
    await iot.AttachPolicy({ policyName, target: certificateArn }, account.call)
  }
  const der = Buffer.from(certificatePem.replace(/-----[^-]+-----|\s/g, ''), 'base64')
  const peer = { transport: 'mqtts', remoteAddress: '192.0.2.7', remotePort: 50_000, clientCertificate: { der, chain: [] } }
  const outcome = await security.access.admitConnection(peer, { clientId: 'bench', protocolVersion: 4, isPersistent: false })
  return outcome.session
}

/** Decisions per second of processor time, so that a machine with other work says the same. */
async function decideFor(seconds, session, topic, expected) {
  const start = process.cpuUsage()
  let count = 0
  let read = 0
  let spent = 0
  while (spent < seconds) {
    for (let burst = 0; burst < 500; burst++) {
      const decision = await session.authorize({ action: 'iot:Publish', resource: `${PREFIX}topic/${topic(count++)}` })
      if (decision.decision !== expected) throw new Error(`${decision.decision}: ${decision.explanation}`)
      const copy = { ...decision }
      read += copy.explanation.length + (copy.nearestStatement?.difference?.length ?? 0)
    }
    const { user, system } = process.cpuUsage(start)
    spent = (user + system) / 1_000_000
  }
  if (read === 0) throw new Error('Nothing was read.')
  return count / spent
}
