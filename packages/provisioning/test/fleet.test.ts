import { silentLogger } from '@iot-core-local/core'
import { Encoder } from 'cbor-x'
import { expect, test } from 'vitest'
import { OTHER_CERTIFICATE, templateBody, TEST_CERTIFICATE, useProvisioning } from './use-provisioning.js'

const CREATE = '$aws/certificates/create/json'
const PROVISION = '$aws/provisioning-templates/sensors/provision/json'
const HOOK = 'arn:aws:lambda:us-east-1:123456789012:function:hook'

type Setup = ReturnType<typeof useProvisioning>

function json(reply: { readonly payload: string | Uint8Array } | undefined): Record<string, unknown> {
  return JSON.parse(Buffer.from(reply?.payload ?? '').toString('utf8')) as Record<string, unknown>
}

async function addTemplate({ iot, call }: Setup, changes: object = {}, body = templateBody()): Promise<void> {
  await iot('CreateProvisioningTemplate')(
    { templateName: 'sensors', templateBody: body, provisioningRoleArn: 'arn:aws:iam::123456789012:role/r', enabled: true, ...changes },
    call,
  )
}

/** A certificate with its token. */
async function createCertificate({ publish }: Setup): Promise<{ token: string; certificateId: string }> {
  const made = json((await publish(CREATE, '{}'))[0])
  return { token: String(made['certificateOwnershipToken']), certificateId: String(made['certificateId']) }
}

async function provision({ publish }: Setup, request: object): Promise<{ topic: string | undefined; payload: Record<string, unknown> }> {
  const [reply] = await publish(PROVISION, JSON.stringify(request))
  return { topic: reply?.topic.replace(PROVISION, ''), payload: json(reply) }
}

async function useFleet(changes: object = {}, body?: string, more: Parameters<typeof useProvisioning>[0] = {}): Promise<Setup> {
  const setup = useProvisioning(more)
  setup.world.policies.put('device-policy', '{}')
  await addTemplate(setup, changes, body)
  return setup
}

test.each(['', '{}'])('[PRV-605] CreateKeysAndCertificate takes the payload "%s" and answers the requester alone', async (payload) => {
  const { publish, world } = useProvisioning()
  const [reply, ...others] = await publish(CREATE, payload)
  expect(others).toEqual([])
  expect(reply).toMatchObject({ to: 'requester', topic: `${CREATE}/accepted` })
  expect(Object.keys(json(reply))).toEqual(['certificateId', 'certificatePem', 'privateKey', 'certificateOwnershipToken'])
  expect(world.certificates.get(String(json(reply)['certificateId']))?.status).toBe('PENDING_ACTIVATION')
})

test('[PRV-606] CreateCertificateFromCsr answers without a private key', async () => {
  const { publish } = useProvisioning()
  const [reply] = await publish('$aws/certificates/create-from-csr/json', JSON.stringify({ certificateSigningRequest: 'csr' }))
  expect(Object.keys(json(reply))).toEqual(['certificateOwnershipToken', 'certificateId', 'certificatePem'])
})

test.each([
  ['no CSR', {}],
  ['a CSR that does not parse', { certificateSigningRequest: 'nonsense' }],
  ['a CSR of the wrong type', { certificateSigningRequest: 7 }],
])('[PRV-608] %s is rejected and leaves no certificate', async (_name, request) => {
  const { publish, world } = useProvisioning()
  const [reply] = await publish('$aws/certificates/create-from-csr/json', JSON.stringify(request))
  expect(reply?.topic).toBe('$aws/certificates/create-from-csr/json/rejected')
  expect(json(reply)).toMatchObject({ statusCode: 400, errorCode: 'InvalidCertificateSigningRequest' })
  expect(world.certificates.ids()).toEqual([])
})

test('[PRV-613] RegisterThing makes the thing, activates the certificate and attaches both', async () => {
  const setup = await useFleet()
  const { token, certificateId } = await createCertificate(setup)
  const { topic, payload } = await provision(setup, { certificateOwnershipToken: token, parameters: { SerialNumber: '1' } })
  expect({ topic, payload }).toEqual({ topic: '/accepted', payload: { deviceConfiguration: {}, thingName: 'sensor-1' } })
  expect(setup.world.certificates.get(certificateId)).toMatchObject({ status: 'ACTIVE', policies: ['device-policy'] })
  expect(setup.world.things.get('sensor-1')?.principals).toEqual([expect.stringContaining(`cert/${certificateId} NON_EXCLUSIVE_THING`)])
})

test('each attempt leaves one record with its steps', async () => {
  const setup = await useFleet()
  const { token } = await createCertificate(setup)
  await provision(setup, { certificateOwnershipToken: token, parameters: { SerialNumber: '1' } })
  const [record, ...others] = setup.account.decisions.find({ kind: 'provisioning' })
  expect(others).toEqual([])
  expect(record).toMatchObject({
    outcome: 'allowed',
    clientId: 'claim-1',
    details: {
      consumer: 'FleetProvisioning',
      template: { templateName: 'sensors', version: 1 },
      parameters: { SerialNumber: '1' },
      rolledBack: [],
    },
  })
  expect((record?.details?.['steps'] as { step: string; outcome: string }[]).map(({ step, outcome }) => `${step} ${outcome}`)).toEqual([
    'token passed',
    'thing created',
    'policy reused',
    'certificate reused',
    'attachPolicy attached',
    'attachThing attached',
    'certificateStatus changed',
    'token changed',
  ])
})

test('each attempt is one line of the log, with its steps', async () => {
  const lines: object[] = []
  const info = (facts: object, message: string): void => {
    if (message === 'provisioning attempt') lines.push(facts)
  }
  const setup = await useFleet({}, undefined, { log: { ...silentLogger, info } })
  const { token, certificateId } = await createCertificate(setup)
  await provision(setup, { certificateOwnershipToken: 'x', parameters: {} })
  await provision(setup, { certificateOwnershipToken: token, parameters: { SerialNumber: '1' } })
  expect(lines).toMatchObject([
    { consumer: 'FleetProvisioning', outcome: 'refused', steps: 'request sensors failed' },
    {
      outcome: 'allowed',
      clientId: 'claim-1',
      steps: expect.stringMatching(`^token ${certificateId} passed, thing sensor-1 created, `) as string,
    },
  ])
})

test.each<[string, object, object]>([
  [
    'no token',
    { parameters: {} },
    { statusCode: 400, errorCode: 'InvalidCertificateOwnershipToken', errorMessage: 'Certificate ownership token cannot be empty.' },
  ],
  ['an empty token', { certificateOwnershipToken: '' }, { errorMessage: 'Certificate ownership token cannot be empty.' }],
  ['an unknown token', { certificateOwnershipToken: 'x' }, { statusCode: 400, errorCode: 'InvalidCertificateOwnershipToken' }],
  ['parameters that are no map', { certificateOwnershipToken: 'x', parameters: [] }, { statusCode: 400, errorCode: 'InvalidParameters' }],
  [
    'a parameter that is no string',
    { certificateOwnershipToken: 'x', parameters: { a: 1 } },
    { errorCode: 'InvalidParameters', errorMessage: 'The parameter a must be a string.' },
  ],
])('[PRV-608] %s is rejected', async (_name, request, rejection) => {
  const { topic, payload } = await provision(await useFleet(), request)
  expect(topic).toBe('/rejected')
  expect(payload).toMatchObject(rejection)
})

test('[PRV-608] what is not a map is rejected', async () => {
  const setup = await useFleet()
  for (const payload of ['[]', '"x"', '{', 'null']) {
    expect(json((await setup.publish(PROVISION, payload))[0])).toMatchObject({ statusCode: 400, errorCode: 'InvalidPayload' })
  }
})

test('[PRV-515] an unknown, a disabled and a JITP template are rejected, and the token stays good', async () => {
  const setup = useProvisioning()
  setup.world.policies.put('device-policy', '{}')
  const { token } = await createCertificate(setup)
  const request = { certificateOwnershipToken: token, parameters: { SerialNumber: '1' } }
  expect((await provision(setup, request)).payload).toMatchObject({ statusCode: 404, errorCode: 'ResourceNotFound' })
  await addTemplate(setup, { enabled: undefined })
  expect((await provision(setup, request)).payload).toMatchObject({ statusCode: 400, errorCode: 'InvalidTemplate' })
  await setup.iot('UpdateProvisioningTemplate')({ templateName: 'sensors', enabled: true }, setup.call)
  expect((await provision(setup, request)).topic).toBe('/accepted')
})

test('[PRV-612] a token registers once, and is still good after a registration that failed', async () => {
  const setup = await useFleet()
  const { token, certificateId } = await createCertificate(setup)
  const missing = await provision(setup, { certificateOwnershipToken: token })
  expect(missing.payload).toMatchObject({ statusCode: 400, errorCode: 'InvalidParameters' })
  expect(missing.payload['errorMessage']).toContain('the parameter SerialNumber has no value')
  expect(setup.world.certificates.get(certificateId)?.status).toBe('PENDING_ACTIVATION')
  const request = { certificateOwnershipToken: token, parameters: { SerialNumber: '1' } }
  expect((await provision(setup, request)).topic).toBe('/accepted')
  expect((await provision(setup, request)).payload).toMatchObject({ errorCode: 'InvalidCertificateOwnershipToken' })
})

test('[PRV-611] after an hour the token is worthless and an untouched certificate is gone', async () => {
  const setup = await useFleet()
  const { token, certificateId } = await createCertificate(setup)
  await setup.account.timers.advance(3_599_999)
  expect(setup.world.certificates.get(certificateId)).toBeDefined()
  await setup.account.timers.advance(1)
  expect(setup.world.certificates.get(certificateId)).toBeUndefined()
  expect((await provision(setup, { certificateOwnershipToken: token, parameters: { SerialNumber: '1' } })).topic).toBe('/rejected')
})

test('a policy that does not exist undoes everything', async () => {
  const setup = useProvisioning()
  await addTemplate(setup)
  const { token, certificateId } = await createCertificate(setup)
  const { payload } = await provision(setup, { certificateOwnershipToken: token, parameters: { SerialNumber: '1' } })
  expect(payload).toEqual({
    statusCode: 400,
    errorCode: 'ResourceRegistrationFailure',
    errorMessage: 'The policy device-policy of policy does not exist.',
  })
  expect(setup.world.things.ids()).toEqual([])
  expect(setup.world.certificates.get(certificateId)?.status).toBe('PENDING_ACTIVATION')
  expect(setup.account.decisions.find({ kind: 'provisioning' })).toMatchObject([
    { outcome: 'refused', details: { rolledBack: [{ step: 'thing', subject: 'sensor-1', outcome: 'created' }] } },
  ])
})

test('a device cannot have another certificate activated than its own', async () => {
  const body = templateBody({ certificate: { Properties: { CertificateId: { Ref: 'Victim' } } } })
  const setup = await useFleet({}, body)
  const { token } = await createCertificate(setup)
  const { payload } = await provision(setup, {
    certificateOwnershipToken: token,
    parameters: { SerialNumber: '1', Victim: 'f'.repeat(64), 'AWS::IoT::Certificate::Id': 'f'.repeat(64) },
  })
  expect(payload['errorMessage']).toContain('must be {"Ref":"AWS::IoT::Certificate::Id"}')
})

test('[PRV-630] [PRV-631] the hook is told about the device and may override its parameters', async () => {
  const setup = await useFleet({ preProvisioningHook: { targetArn: HOOK } })
  const events: unknown[] = []
  setup.onFunction('hook', (event) => {
    events.push(event)
    return { allowProvisioning: true, parameterOverrides: { SerialNumber: 'from-hook' } }
  })
  const { token, certificateId } = await createCertificate(setup)
  const { payload } = await provision(setup, { certificateOwnershipToken: token, parameters: { SerialNumber: '1' } })
  expect(payload).toMatchObject({ thingName: 'sensor-from-hook' })
  expect(events).toEqual([
    {
      claimCertificateId: 'c'.repeat(64),
      certificateId,
      certificatePem: setup.world.certificates.get(certificateId)?.certificatePem,
      templateArn: 'arn:aws:iot:us-east-1:123456789012:provisioningtemplate/sensors',
      clientId: 'claim-1',
      parameters: { SerialNumber: '1' },
    },
  ])
})

test.each<[string, () => unknown, string]>([
  ['refuses', () => ({ allowProvisioning: false }), 'it refused'],
  ['answers the text true', () => ({ allowProvisioning: 'true' }), 'allowProvisioning is not the boolean true'],
  ['answers nonsense', () => 'yes', 'its answer is not an object'],
  [
    'answers overrides that are no strings',
    () => ({ allowProvisioning: true, parameterOverrides: { a: 1 } }),
    'the override of a is not a string',
  ],
  ['throws', () => Promise.reject(new Error('boom')), 'it failed: boom'],
])('[PRV-631] a hook that %s denies access and nothing is made', async (_name, fn, why) => {
  const setup = await useFleet({ preProvisioningHook: { targetArn: HOOK } })
  setup.onFunction('hook', fn)
  const { token } = await createCertificate(setup)
  const { topic, payload } = await provision(setup, { certificateOwnershipToken: token, parameters: { SerialNumber: '1' } })
  expect(topic).toBe('/rejected')
  expect(payload).toMatchObject({ statusCode: 403, errorCode: 'AccessDenied' })
  expect(payload['errorMessage']).toContain(why)
  expect(setup.world.things.ids()).toEqual([])
})

test('[PRV-631] a hook has five seconds of the clock', async () => {
  const setup = await useFleet({ preProvisioningHook: { targetArn: HOOK } })
  setup.onFunction('hook', () => new Promise(() => undefined))
  const { token } = await createCertificate(setup)
  let answered = false
  const answer = provision(setup, { certificateOwnershipToken: token, parameters: { SerialNumber: '1' } }).finally(() => (answered = true))
  await setup.account.timers.advance(4_999)
  expect(answered).toBe(false)
  await setup.account.timers.advance(1)
  expect((await answer).payload).toMatchObject({ statusCode: 403, errorCode: 'AccessDenied' })
})

test('[PRV-609] CBOR requests get CBOR answers of definite and minimal lengths', async () => {
  const setup = await useFleet({}, templateBody({ more: { DeviceConfiguration: { Foo: 'Bar' } } }))
  const codec = new Encoder({ useRecords: false })
  const [created] = await setup.publish('$aws/certificates/create/cbor', Buffer.from('a0', 'hex'))
  expect(created?.topic).toBe('$aws/certificates/create/cbor/accepted')
  const { certificateOwnershipToken: token } = codec.decode(Buffer.from(created?.payload ?? '')) as Record<string, string>
  const topic = '$aws/provisioning-templates/sensors/provision/cbor'
  // An indefinite-length map around an indefinite-length text.
  const tokenText = Buffer.from(token ?? '', 'utf8')
  const request = Buffer.concat([
    Buffer.from('bf', 'hex'),
    codec.encode('certificateOwnershipToken'),
    Buffer.from('7f', 'hex'),
    codec.encode(tokenText.subarray(0, 10).toString('utf8')),
    codec.encode(tokenText.subarray(10).toString('utf8')),
    Buffer.from('ff', 'hex'),
    codec.encode('parameters'),
    Buffer.from('bf', 'hex'),
    codec.encode('SerialNumber'),
    codec.encode('1'),
    Buffer.from('ffff', 'hex'),
  ])
  const [accepted] = await setup.publish(topic, request)
  expect(accepted?.topic).toBe(`${topic}/accepted`)
  expect(Buffer.from(accepted?.payload ?? '').toString('hex')).toBe(
    'a273646576696365436f6e66696775726174696f6ea163466f6f63426172697468696e674e616d656873656e736f722d31',
  )
  const [rejected] = await setup.publish(topic, Buffer.from('ff00', 'hex'))
  expect(rejected?.topic).toBe(`${topic}/rejected`)
  expect(codec.decode(Buffer.from(rejected?.payload ?? ''))).toMatchObject({ statusCode: 400, errorCode: 'InvalidPayload' })
})

const PROVIDER = { certificateProviderName: 'p1', lambdaFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:provider' }
const FROM_CSR = '$aws/certificates/create-from-csr/json'

test('[PRV-640] an account has one certificate provider at most', async () => {
  const { iot, call } = useProvisioning()
  const create = (certificateProviderName: string) =>
    iot('CreateCertificateProvider')(
      { ...PROVIDER, certificateProviderName, accountDefaultForOperations: ['CreateCertificateFromCsr'] },
      call,
    )
  expect(await create('p1')).toMatchObject({ certificateProviderName: 'p1' })
  expect(() => create('p1')).toThrow(expect.objectContaining({ name: 'ResourceAlreadyExistsException' }))
  expect(() => create('p2')).toThrow(expect.objectContaining({ name: 'LimitExceededException' }))
  expect(await iot('ListCertificateProviders')({}, call)).toMatchObject({ certificateProviders: [{ certificateProviderName: 'p1' }] })
  await iot('UpdateCertificateProvider')({ certificateProviderName: 'p1', lambdaFunctionArn: 'http://localhost/f' }, call)
  expect(await iot('DescribeCertificateProvider')({ certificateProviderName: 'p1' }, call)).toMatchObject({
    lambdaFunctionArn: 'http://localhost/f',
  })
  await iot('DeleteCertificateProvider')({ certificateProviderName: 'p1' }, call)
  expect(() => iot('DescribeCertificateProvider')({ certificateProviderName: 'p1' }, call)).toThrow(
    expect.objectContaining({ name: 'ResourceNotFoundException' }),
  )
})

test('[PRV-641] the provider makes the certificate, of the subject and key of the request', async () => {
  const setup = useProvisioning()
  const issued = { ...setup.world.desks.certificates, issueFromCsr: () => Promise.resolve(TEST_CERTIFICATE) }
  const { publish, iot, call, onFunction, world } = useProvisioning({ certificates: issued })
  await iot('CreateCertificateProvider')({ ...PROVIDER, accountDefaultForOperations: ['CreateCertificateFromCsr'] }, call)
  const events: unknown[] = []
  let answer: unknown = { certificatePem: TEST_CERTIFICATE }
  onFunction('provider', (event) => {
    events.push(event)
    return answer
  })
  const ask = async () => (await publish(FROM_CSR, JSON.stringify({ certificateSigningRequest: 'csr' })))[0]
  expect(json(await ask())).toMatchObject({ certificatePem: TEST_CERTIFICATE })
  expect(events).toEqual([{ certificateSigningRequest: 'csr', principalId: 'c'.repeat(64), clientId: 'claim-1' }])
  for (const [bad, why] of [
    [{ certificatePem: 'x' }, 'its certificatePem is not a certificate'],
    [{}, 'its answer has no certificatePem'],
    [{ certificatePem: OTHER_CERTIFICATE }, 'its certificate has another public key than the request'],
  ] as const) {
    answer = bad
    expect(json(await ask())).toMatchObject({ statusCode: 400, errorMessage: `The certificate provider made no certificate: ${why}.` })
  }
  expect(world.certificates.ids()).toEqual([])
})
