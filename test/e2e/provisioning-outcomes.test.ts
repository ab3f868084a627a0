import { generateKeyPairSync, sign, X509Certificate } from 'node:crypto'
import { createServer } from 'node:http'
import {
  AttachPolicyCommand,
  CreateCertificateProviderCommand,
  CreateProvisioningTemplateCommand,
  CreateProvisioningTemplateVersionCommand,
  CreateThingGroupCommand,
  CreateThingTypeCommand,
  DescribeCertificateCommand,
  DescribeThingCommand,
  ListCertificatesCommand,
  ListPoliciesCommand,
  ListThingGroupsForThingCommand,
  ListThingPrincipalsCommand,
  ListThingsCommand,
  RegisterThingCommand,
  UpdateProvisioningTemplateCommand,
  UpdateThingCommand,
} from '@aws-sdk/client-iot'
import { expect, onTestFinished, test } from 'vitest'
import { createOwnCa } from '../../examples/first-day/src/own-ca.js'
import {
  ask,
  CREATE,
  CREATE_FROM_CSR,
  createClaim,
  type Fleet,
  type FleetAnswer,
  mqttJs,
  PROVISION,
  ROLE,
  TEMPLATE,
  useFleet,
} from './support/use-fleet.js'

const HOOK = 'arn:aws:lambda:us-east-1:000000000000:function:hook'
const PROVIDER = 'arn:aws:lambda:us-east-1:000000000000:function:provider'

/** How many certificates, things and policies there are: what a failed attempt must not change. */
async function counts({ control }: Fleet): Promise<readonly number[]> {
  const [{ certificates }, { things }, { policies }] = await Promise.all([
    control.send(new ListCertificatesCommand({ pageSize: 250 })),
    control.send(new ListThingsCommand({})),
    control.send(new ListPoliciesCommand({})),
  ])
  return [certificates?.length ?? 0, things?.length ?? 0, policies?.length ?? 0]
}

/** A signing request with an EC key. */
async function csrOf({ iot }: Fleet): Promise<string> {
  const [request] = await (await iot.factory({ mode: 'SNI_ONLY' })).signingRequests(1)
  return request?.csrPem ?? ''
}

interface Created {
  readonly certificateId: string
  readonly certificatePem: string
  readonly certificateOwnershipToken: string
}

/** A connection with a certificate made, and the token for it. */
async function begin(fleet: Fleet, clientId: string) {
  const claim = await createClaim(fleet)
  const { certificateArn } =
    (await fleet.control.send(new DescribeCertificateCommand({ certificateId: claim.certificateId }))).certificateDescription ?? {}
  // Also what the claim's own policy would not let it ask for.
  await fleet.control.send(new AttachPolicyCommand({ policyName: 'device-policy', target: certificateArn }))
  const device = await mqttJs(fleet, claim, clientId)
  const { payload } = await ask(device, CREATE_FROM_CSR, { certificateSigningRequest: await csrOf(fleet) })
  return { device, created: payload as unknown as Created }
}

async function provision(
  fleet: Fleet,
  clientId: string,
  parameters: object,
  topic = PROVISION,
): Promise<FleetAnswer & { created: Created }> {
  const { device, created } = await begin(fleet, clientId)
  const { certificateOwnershipToken } = created
  return { ...(await ask(device, topic, { certificateOwnershipToken, parameters })), created }
}

interface Overrides {
  readonly thing?: object
  readonly certificate?: object
}

/** The template of the second attempt: other attributes, another type and group, with settings for what exists. */
function changedTemplate({ thing, certificate }: Overrides): string {
  const { Resources } = TEMPLATE
  return JSON.stringify({
    ...TEMPLATE,
    Resources: {
      ...Resources,
      thing: {
        ...Resources.thing,
        Properties: { ...Resources.thing.Properties, AttributePayload: { colour: 'red' }, ThingTypeName: 'newer', ThingGroups: ['second'] },
        ...(thing === undefined ? {} : { OverrideSettings: thing }),
      },
      certificate: { ...Resources.certificate, ...(certificate === undefined ? {} : { OverrideSettings: certificate }) },
    },
  })
}

async function useSecondAttempt(overrides: Overrides): Promise<Fleet> {
  const fleet = await useFleet()
  const { control } = fleet
  for (const thingGroupName of ['first', 'second']) await control.send(new CreateThingGroupCommand({ thingGroupName }))
  for (const thingTypeName of ['older', 'newer']) await control.send(new CreateThingTypeCommand({ thingTypeName }))
  const first = changedTemplate({})
    .replace('{"colour":"red"}', '{"serial":"s1"}')
    .replace('"newer"', '"older"')
    .replace('"second"', '"first"')
  const version = async (templateBody: string): Promise<void> => {
    await control.send(new CreateProvisioningTemplateVersionCommand({ templateName: 'sensors', templateBody, setAsDefault: true }))
  }
  await version(first)
  expect((await provision(fleet, 'first', { SerialNumber: 's1' })).isAccepted).toBe(true)
  await version(changedTemplate(overrides))
  return fleet
}

async function thingOf({ control }: Fleet): Promise<unknown> {
  const { attributes, thingTypeName } = await control.send(new DescribeThingCommand({ thingName: 'sensor-s1' }))
  const { thingGroups } = await control.send(new ListThingGroupsForThingCommand({ thingName: 'sensor-s1' }))
  return { attributes, thingTypeName, groups: thingGroups?.map(({ groupName }) => groupName).sort() }
}

const OLD = { attributes: { serial: 's1' }, thingTypeName: 'older', groups: ['first'] }
const ALL = (value: string): object => ({ AttributePayload: value, ThingTypeName: value, ThingGroups: value })

test.each<[string, object | undefined, object]>([
  ['no settings keep everything', undefined, OLD],
  ['DO_NOTHING keeps everything', ALL('DO_NOTHING'), OLD],
  ['REPLACE takes all of the template', ALL('REPLACE'), { attributes: { colour: 'red' }, thingTypeName: 'newer', groups: ['second'] }],
  [
    'MERGE adds attributes and groups',
    { AttributePayload: 'MERGE', ThingGroups: 'MERGE' },
    { attributes: { serial: 's1', colour: 'red' }, thingTypeName: 'older', groups: ['first', 'second'] },
  ],
])('[PRV-407] a second registration of a serial number: %s', async (_what, settings, expected) => {
  const fleet = await useSecondAttempt(settings === undefined ? {} : { thing: settings })
  const { isAccepted, payload, created } = await provision(fleet, 'second', { SerialNumber: 's1' })
  expect([isAccepted, payload['thingName']]).toEqual([true, 'sensor-s1'])
  expect(await thingOf(fleet)).toEqual(expected)
  // Both devices have the thing now: the settings are about the thing, not about who it belongs to.
  const { principals } = await fleet.control.send(new ListThingPrincipalsCommand({ thingName: 'sensor-s1' }))
  expect(principals).toHaveLength(2)
  const { certificateDescription } = await fleet.control.send(new DescribeCertificateCommand({ certificateId: created.certificateId }))
  expect(certificateDescription?.status).toBe('ACTIVE')
})

test.each(['AttributePayload', 'ThingTypeName', 'ThingGroups'])(
  '[PRV-407] a second registration of a serial number: FAIL of %s is a conflict, and changes nothing',
  async (key) => {
    const fleet = await useSecondAttempt({ thing: { [key]: 'FAIL' } })
    const { isAccepted, payload, created } = await provision(fleet, 'second', { SerialNumber: 's1' })
    expect([isAccepted, payload]).toEqual([false, expect.objectContaining({ statusCode: 409, errorCode: 'ResourceConflicts' })])
    expect(await thingOf(fleet)).toEqual(OLD)
    const { certificateDescription } = await fleet.control.send(new DescribeCertificateCommand({ certificateId: created.certificateId }))
    expect(certificateDescription?.status).toBe('PENDING_ACTIVATION')
  },
)

test.each([
  ['REPLACE', 'INACTIVE'],
  ['DO_NOTHING', 'ACTIVE'],
  ['FAIL', 'ACTIVE'],
])('[PRV-407] a second registration of a certificate: %s of its Status leaves it %s', async (setting, expected) => {
  const fleet = await useFleet()
  const { created } = await provision(fleet, 'first', { SerialNumber: 's1' })
  const { certificateId } = created
  const certificate = { Type: 'AWS::IoT::Certificate', Properties: { CertificateId: certificateId, Status: 'INACTIVE' } }
  const templateBody = JSON.stringify({ Resources: { certificate: { ...certificate, OverrideSettings: { Status: setting } } } })
  const again = fleet.control.send(new RegisterThingCommand({ templateBody }))
  if (setting === 'FAIL') await expect(again).rejects.toMatchObject({ name: 'ResourceConflictsException' })
  else await again
  const { certificateDescription } = await fleet.control.send(new DescribeCertificateCommand({ certificateId }))
  expect(certificateDescription?.status).toBe(expected)
})

test('[PRV-407] a thing that somebody changed meanwhile is merged as it is now', async () => {
  const fleet = await useSecondAttempt({ thing: { AttributePayload: 'MERGE' } })
  await fleet.control.send(
    new UpdateThingCommand({ thingName: 'sensor-s1', attributePayload: { attributes: { colour: 'blue', site: 'b' } } }),
  )
  await provision(fleet, 'second', { SerialNumber: 's1' })
  expect(await thingOf(fleet)).toMatchObject({ attributes: { colour: 'red', site: 'b' } })
})

const BAD_HOOKS: readonly (readonly [string, () => unknown, RegExp])[] = [
  ['throws', () => Promise.reject(new Error('the database is down')), /it failed: the database is down/],
  ['refuses', () => ({ allowProvisioning: false }), /it refused/],
  ['answers nonsense', () => 'yes, please', /its answer is not an object/],
  ['answers nothing', () => undefined, /its answer is not an object/],
  ['overrides with numbers', () => ({ allowProvisioning: true, parameterOverrides: { SerialNumber: 1 } }), /is not a string/],
]

test('[PRV-631] a hook that throws, refuses or answers nonsense refuses the device, and nothing is made', async () => {
  const fleet = await useFleet({}, { preProvisioningHook: { targetArn: HOOK } })
  const { created } = await begin(fleet, 'first')
  const { certificateOwnershipToken } = created
  const claim = await createClaim(fleet)
  const before = await counts(fleet)
  for (const [what, answer, why] of BAD_HOOKS) {
    fleet.iot.registerFunction('hook', answer)
    const device = await mqttJs(fleet, claim, what)
    const { isAccepted, payload } = await ask(device, PROVISION, { certificateOwnershipToken, parameters: { SerialNumber: 'h1' } })
    expect([what, isAccepted, payload]).toEqual([
      what,
      false,
      { statusCode: 403, errorCode: 'AccessDenied', errorMessage: expect.stringMatching(why) as string },
    ])
    const [record] = fleet.iot.decisions({ kind: 'provisioning' }).slice(-1)
    expect(record).toMatchObject({ outcome: 'refused', details: { steps: [{ step: 'token' }, { step: 'hook', outcome: 'failed' }] } })
  }
  expect(await counts(fleet)).toEqual(before)
})

test('[PRV-631] a hook behind a URL is asked, may override parameters, and refuses when nobody answers there', async () => {
  const seen: unknown[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')))
    request.on('end', () => {
      seen.push(JSON.parse(body))
      response.end(JSON.stringify({ allowProvisioning: true, parameterOverrides: { SerialNumber: 'from-hook' } }))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const end = (): void => {
    server.closeAllConnections()
    server.close()
  }
  onTestFinished(end)
  const address = server.address()
  const targetArn = `http://127.0.0.1:${String(typeof address === 'object' ? (address?.port ?? 0) : 0)}/hook`
  const fleet = await useFleet({}, { preProvisioningHook: { targetArn } })
  const good = await provision(fleet, 'one', { SerialNumber: 'u1' })
  expect([good.isAccepted, good.payload['thingName']]).toEqual([true, 'sensor-from-hook'])
  expect(seen).toMatchObject([{ clientId: 'one', certificateId: good.created.certificateId, parameters: { SerialNumber: 'u1' } }])
  end()
  expect(await provision(fleet, 'two', { SerialNumber: 'u2' })).toMatchObject({ isAccepted: false, payload: { errorCode: 'AccessDenied' } })
})

/** A request with an RSA key of 1,024 bits, correctly signed. */
function weakCsr(): string {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 })
  const der = (tag: number, ...parts: readonly Buffer[]): Buffer => {
    const content = Buffer.concat(parts)
    const length = content.length < 0x80 ? [content.length] : [0x82, content.length >> 8, content.length & 0xff]
    return Buffer.concat([Buffer.from([tag, ...length]), content])
  }
  const name = Buffer.from('30143112301006035504030c09' + Buffer.from('weak-csr1').toString('hex'), 'hex')
  const info = der(0x30, Buffer.from('020100', 'hex'), name, publicKey.export({ format: 'der', type: 'spki' }), Buffer.from('a000', 'hex'))
  const algorithm = Buffer.from('300d06092a864886f70d01010b0500', 'hex')
  const signature = sign('sha256', info, privateKey)
  const request = der(0x30, info, algorithm, der(0x03, Buffer.from([0]), signature))
  return `-----BEGIN CERTIFICATE REQUEST-----\n${request.toString('base64')}\n-----END CERTIFICATE REQUEST-----\n`
}

test('[PRV-640] [PRV-641] a certificate provider makes the certificates of requests, and only those', async () => {
  const fleet = await useFleet()
  const own = await createOwnCa('Provider CA')
  const events: Record<string, string>[] = []
  let answer: (csr: string) => Promise<unknown> = () => Promise.resolve({})
  fleet.iot.registerFunction('provider', (event) => {
    const asked = event as Record<string, string>
    events.push(asked)
    return answer(asked['certificateSigningRequest'] ?? '')
  })
  await fleet.control.send(
    new CreateCertificateProviderCommand({
      certificateProviderName: 'ours',
      lambdaFunctionArn: PROVIDER,
      accountDefaultForOperations: ['CreateCertificateFromCsr'],
    }),
  )
  const claim = await createClaim(fleet)
  const keys = await ask(await mqttJs(fleet, claim, 'keys'), CREATE, {})
  expect([keys.isAccepted, events]).toEqual([true, []])

  const csr = await csrOf(fleet)
  const before = await counts(fleet)
  const foreign = (await own.issue('somebody else')).certificatePem
  for (const [clientId, answered, why] of [
    ['throws', () => Promise.reject(new Error('no')), 'it failed: no'],
    ['empty', () => Promise.resolve({}), 'its answer has no certificatePem'],
    ['nonsense', () => Promise.resolve({ certificatePem: 'x' }), 'its certificatePem is not a certificate'],
    ['foreign', () => Promise.resolve({ certificatePem: foreign }), 'another public key'],
  ] as const) {
    answer = answered
    const refused = await ask(await mqttJs(fleet, claim, clientId), CREATE_FROM_CSR, { certificateSigningRequest: csr })
    expect(refused).toEqual({
      isAccepted: false,
      payload: { statusCode: 400, errorCode: 'CertificateProviderFailure', errorMessage: expect.stringContaining(why) as string },
    })
  }
  expect(await counts(fleet)).toEqual(before)

  const other = await useFleet()
  const signed = await other.control.send(
    new RegisterThingCommand({
      templateBody: JSON.stringify({
        Resources: { certificate: { Type: 'AWS::IoT::Certificate', Properties: { CertificateSigningRequest: csr } } },
      }),
    }),
  )
  answer = () => Promise.resolve({ certificatePem: signed.certificatePem })
  const made = await ask(await mqttJs(fleet, claim, 'good'), CREATE_FROM_CSR, { certificateSigningRequest: csr })
  expect(made.isAccepted).toBe(true)
  expect(new X509Certificate(String(made.payload['certificatePem'])).raw).toEqual(new X509Certificate(signed.certificatePem ?? '').raw)
  expect(events.at(-1)).toEqual({ certificateSigningRequest: csr, principalId: claim.certificateId, clientId: 'good' })
})

test('[PRV-608] bad requests are rejected with their code, and nothing half made stays', async () => {
  const fleet = await useFleet()
  await fleet.control.send(
    new CreateProvisioningTemplateCommand({ templateName: 'off', templateBody: JSON.stringify(TEMPLATE), provisioningRoleArn: ROLE }),
  )
  const { device, created } = await begin(fleet, 'other')
  const { certificateOwnershipToken } = created
  const before = await counts(fleet)
  const parameters = { SerialNumber: 'b1' }
  const topicOf = (name: string): string => PROVISION.replace('sensors', name)
  const requests: readonly (readonly [string, object, number, string])[] = [
    [topicOf('no-such'), { certificateOwnershipToken, parameters }, 404, 'ResourceNotFound'],
    [topicOf('off'), { certificateOwnershipToken, parameters }, 400, 'InvalidTemplate'],
    [PROVISION, { certificateOwnershipToken }, 400, 'InvalidParameters'],
    [PROVISION, { certificateOwnershipToken, parameters: { SerialNumber: 7 } }, 400, 'InvalidParameters'],
    [PROVISION, { certificateOwnershipToken, parameters: { SerialNumber: 'not a thing name' } }, 400, 'InvalidParameters'],
    [PROVISION, { certificateOwnershipToken: 'guessed', parameters }, 400, 'InvalidCertificateOwnershipToken'],
    [PROVISION, { parameters }, 400, 'InvalidCertificateOwnershipToken'],
    [PROVISION, [1], 400, 'InvalidPayload'],
    [CREATE_FROM_CSR, { certificateSigningRequest: 'nonsense' }, 400, 'InvalidCertificateSigningRequest'],
    [CREATE_FROM_CSR, { certificateSigningRequest: weakCsr() }, 400, 'InvalidCertificateSigningRequest'],
    [CREATE_FROM_CSR, {}, 400, 'InvalidCertificateSigningRequest'],
  ]
  for (const [topic, request, statusCode, errorCode] of requests) {
    const rejected = new Promise<unknown>((resolve) => {
      const hear = (about: string, payload: Buffer): void => {
        if (about !== `${topic}/rejected`) return
        device.client.removeListener('message', hear)
        resolve(JSON.parse(payload.toString('utf8')))
      }
      device.client.on('message', hear)
    })
    await device.publish(topic, request)
    expect([topic, request, await rejected]).toEqual([
      topic,
      request,
      { statusCode, errorCode, errorMessage: expect.stringMatching(/./) as string },
    ])
  }
  expect(await counts(fleet)).toEqual(before)
  // All that was not the token's fault, so it is still good, once.
  expect(await ask(device, PROVISION, { certificateOwnershipToken, parameters })).toMatchObject({ payload: { thingName: 'sensor-b1' } })
  const { certificateOwnershipToken: spent } = created
  const again = await mqttJs(fleet, await createClaim(fleet), 'again')
  expect(await ask(again, PROVISION, { certificateOwnershipToken: spent, parameters })).toMatchObject({
    isAccepted: false,
    payload: { errorCode: 'InvalidCertificateOwnershipToken' },
  })
})

test('[PRV-612] after an hour a token is worthless, and the certificate that nobody used is gone', async () => {
  const fleet = await useFleet({ time: 'manual' })
  const { created } = await begin(fleet, 'one')
  await fleet.iot.time.advance({ minutes: 60 })
  const { certificateOwnershipToken, certificateId } = created
  const late = await mqttJs(fleet, await createClaim(fleet), 'late')
  expect(await ask(late, PROVISION, { certificateOwnershipToken, parameters: { SerialNumber: 'x' } })).toMatchObject({
    isAccepted: false,
    payload: { statusCode: 400, errorCode: 'InvalidCertificateOwnershipToken' },
  })
  await expect(fleet.control.send(new DescribeCertificateCommand({ certificateId }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  })
})

test('a template over size, or with a flaw, is refused at creation', async () => {
  const { control } = await useFleet()
  const create = (templateName: string, body: string) =>
    control.send(new CreateProvisioningTemplateCommand({ templateName, templateBody: body, provisioningRoleArn: ROLE }))
  const filled = (size: number): string =>
    JSON.stringify({ ...TEMPLATE, Mappings: { m: { a: { b: '' } } } }).replace('""', `"${'x'.repeat(size)}"`)
  const room = 10_240 - filled(0).length
  await create('just-fits', filled(room))
  await expect(create('too-large', filled(room + 1))).rejects.toMatchObject({ name: 'InvalidRequestException' })
  const flawed = JSON.stringify(TEMPLATE).replace('"Ref":"SerialNumber"', '"Ref":["SerialNumber"]')
  await expect(create('flawed', flawed)).rejects.toMatchObject({
    name: 'InvalidRequestException',
    message: expect.stringContaining('Resources.thing.Properties.ThingName') as string,
  })
  await expect(create('no-json', '{')).rejects.toMatchObject({ name: 'InvalidRequestException' })
})

test('[PRV-515] a template that is disabled while devices come refuses the next one', async () => {
  const fleet = await useFleet()
  expect((await provision(fleet, 'one', { SerialNumber: 'd1' })).isAccepted).toBe(true)
  await fleet.control.send(new UpdateProvisioningTemplateCommand({ templateName: 'sensors', enabled: false }))
  expect(await provision(fleet, 'two', { SerialNumber: 'd2' })).toMatchObject({
    isAccepted: false,
    payload: { errorCode: 'InvalidTemplate' },
  })
})
