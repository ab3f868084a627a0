import { execFile } from 'node:child_process'
import { createServer } from 'node:http'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { IoTClient, CreateRoleAliasCommand, ListThingsCommand, UpdateRoleAliasCommand } from '@aws-sdk/client-iot'
import { IoTDataPlaneClient, PublishCommand } from '@aws-sdk/client-iot-data-plane'
import { STSClient, GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import type { AccountHandle, IotCoreLocal } from 'iot-core-local'
import { expect, onTestFinished, test } from 'vitest'
import { type Device, send, sendWith } from './support/device-request.js'
import { findProgram } from './support/find-program.js'
import { connect } from './support/mqtt-client.js'
import { signedUrl } from './support/signed-url.js'
import { useEmulator } from './support/use-emulator.js'
import { useFolder } from './support/use-folder.js'

const ROLE = 'arn:aws:iam::000000000000:role/devices'
const POLICY = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'iot:AssumeRoleWithCertificate', Resource: 'arn:aws:iot:*:*:rolealias/devices' }],
}
const PATH = '/role-aliases/devices/credentials'
const ADMINISTRATOR = { accessKeyId: 'AKIDADMINISTRATOR', secretAccessKey: 'secret' }

interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
  readonly expiration: string
}

async function createAlias(account: AccountHandle): Promise<IoTClient> {
  const iot = new IoTClient({ ...account.clientConfig(), maxAttempts: 1 })
  await iot.send(new CreateRoleAliasCommand({ roleAlias: 'devices', roleArn: ROLE, credentialDurationSeconds: 900 }))
  return iot
}

async function credentialsOf(device: Device): Promise<Credentials> {
  const { status, body } = await send(device, 'GET', PATH)
  expect(status).toBe(200)
  return (body as { readonly credentials: Credentials }).credentials
}

function clientConfig(iot: IotCoreLocal, { accessKeyId, secretAccessKey, sessionToken }: Omit<Credentials, 'expiration'>) {
  const credentials = { accessKeyId, secretAccessKey, sessionToken }
  return { endpoint: iot.clientConfig().endpoint, region: 'us-east-1', credentials, maxAttempts: 1 }
}

test('[SEC-1001] [SEC-1003] a device exchanges its certificate for keys that the API takes until they expire', async () => {
  const iot = await useEmulator({ time: 'manual', credentials: [ADMINISTRATOR] })
  await createAlias(iot)
  const device = await iot.createDevice('lamp-1', { policy: POLICY })
  const credentials = await credentialsOf(device)
  expect(credentials).toEqual({
    accessKeyId: expect.stringMatching(/^ASIA[A-Z2-7]{16}$/) as string,
    secretAccessKey: expect.any(String) as string,
    sessionToken: expect.any(String) as string,
    expiration: new Date(Math.floor(iot.time.now().getTime() / 1_000) * 1_000 + 900_000).toISOString().replace('.000Z', 'Z'),
  })

  const config = clientConfig(iot, credentials)
  const client = new IoTClient(config)
  expect((await client.send(new ListThingsCommand({}))).things).toHaveLength(1)
  const message = iot.waitFor.message('from/keys')
  await new IoTDataPlaneClient(config).send(new PublishCommand({ topic: 'from/keys', payload: Buffer.from('{"a":1}') }))
  expect((await message).json).toEqual({ a: 1 })
  const { Arn: arn } = await new STSClient(config).send(new GetCallerIdentityCommand({}))
  expect(arn).toBe(`arn:aws:sts::000000000000:assumed-role/devices/${device.certificateId}`)

  for (const wrong of [
    { ...config.credentials, sessionToken: '' },
    { ...config.credentials, accessKeyId: 'ASIAAAAAAAAAAAAAAAAA' },
    { ...config.credentials, sessionToken: `${credentials.sessionToken.slice(0, -8)}AAAAAAAA` },
  ]) {
    const refused = new IoTClient({ ...config, credentials: wrong }).send(new ListThingsCommand({}))
    await expect(refused).rejects.toMatchObject({ name: 'UnrecognizedClientException' })
  }
  const forged = new IoTClient({ ...config, credentials: { ...config.credentials, secretAccessKey: 'guessed' } }).send(
    new ListThingsCommand({}),
  )
  await expect(forged).rejects.toMatchObject({ name: 'InvalidSignatureException' })

  await iot.time.advance({ minutes: 15 })
  await expect(client.send(new ListThingsCommand({}))).rejects.toMatchObject({ name: 'ExpiredTokenException' })
  expect(iot.decisions({ outcome: 'refused' }).at(-1)?.explanation).toContain(`${credentials.accessKeyId} expired at`)
  expect(await credentialsOf(device)).not.toMatchObject({ accessKeyId: credentials.accessKeyId })
})

test('[SEC-302] the keys open a WebSocket', async () => {
  const iot = await useEmulator({ credentials: [ADMINISTRATOR] })
  await createAlias(iot)
  const device = await iot.createDevice('lamp-1', { policy: POLICY })
  const credentials = await credentialsOf(device)
  const url = signedUrl(iot.clientConfig().endpoint.replace('http', 'ws'), credentials, credentials.sessionToken)
  const client = await connect({ clientId: 'browser' }, url)
  expect(client.client.connected).toBe(true)
})

test('[SEC-1002] the thing in the header must be attached, permissions and aliases are looked up at each request', async () => {
  const iot = await useEmulator()
  const device = await iot.createDevice('lamp-1', { policy: POLICY })
  await iot.createDevice('lamp-2')
  const stranger = await iot.createDevice('lamp-3')
  const ask = (asking: Device, thingName?: string, path = PATH) =>
    sendWith(asking, 'GET', path, thingName === undefined ? {} : { headers: { 'x-amzn-iot-thingname': thingName } })
  const denied = (message: string) => ({ status: 403, errorType: 'AccessDeniedException', body: { message } })
  expect(await ask(device, 'lamp-2')).toEqual(denied('Invalid thing name passed'))
  expect(await ask(stranger, 'lamp-3')).toEqual(denied('Access Denied'))
  const missing = { status: 404, errorType: 'ResourceNotFoundException', body: { message: 'Role alias does not exist' } }
  expect(await ask(device, 'lamp-1')).toEqual(missing)
  await createAlias(iot)
  expect(await ask(device, 'lamp-1')).toMatchObject({ status: 200 })
  expect(await ask(device, undefined, PATH.replace('devices', 'Devices'))).toEqual(denied('Access Denied'))
  const records = iot.decisions().filter(({ eventType }) => eventType === 'AssumeRoleWithCertificate')
  expect(records.map(({ outcome, reason }) => reason ?? outcome)).toEqual([
    'THING_NOT_ATTACHED',
    'AUTHORIZATION_FAILURE',
    'ROLE_ALIAS_NOT_FOUND',
    'allowed',
    'AUTHORIZATION_FAILURE',
  ])
})

test('[SEC-1001] over plain HTTP, without a certificate, nothing is given out', async () => {
  const iot = await useEmulator()
  await createAlias(iot)
  const response = await fetch(`${iot.clientConfig().endpoint}${PATH}`)
  expect([response.status, await response.json()]).toEqual([403, { message: 'Certificate is invalid on this endpoint' }])
  expect(iot.decisions().at(-1)).toMatchObject({ reason: 'NO_CLIENT_CERTIFICATE' })
})

const curl = findProgram('curl')

test.skipIf(curl === undefined)('[SEC-1001] curl asks as the developer guide does', async () => {
  const iot = await useEmulator()
  await createAlias(iot)
  const device = await iot.createDevice('lamp-1', { policy: POLICY })
  const folder = useFolder()
  const [cert, key, ca] = ['cert', 'key', 'ca'].map((name) => join(folder, `${name}.pem`)) as [string, string, string]
  writeFileSync(cert, device.certificatePem)
  writeFileSync(key, device.privateKeyPem)
  writeFileSync(ca, device.caPem)
  const files = ['--cert', cert, '--key', key, '--cacert', ca]
  const url = `https://${device.host}:${String(device.tlsPort)}${PATH}`
  const { stdout } = await promisify(execFile)(curl ?? '', ['-sS', ...files, '-H', 'x-amzn-iot-thingname: lamp-1', url])
  expect(JSON.parse(stdout)).toMatchObject({ credentials: { expiration: expect.stringMatching(/^[\d-]+T[\d:]+Z$/) as string } })
})

test('[SEC-202] role aliases are those of the account that the certificate belongs to, and its credentials outlive a restart', async () => {
  const dataDir = useFolder()
  const options = { dataDir, credentials: [ADMINISTRATOR] }
  const first = await useEmulator(options)
  const device = await first.account('111111111111').createDevice('lamp-1', { policy: POLICY })
  await createAlias(first)
  const own = await first.createDevice('own', { policy: POLICY })
  expect((await send(device, 'GET', PATH)).status).toBe(404)
  const credentials = await credentialsOf(own)
  await first.close()
  const second = await useEmulator(options)
  const client = new IoTClient(clientConfig(second, credentials))
  expect((await client.send(new ListThingsCommand({}))).things?.map(({ thingName }) => thingName)).toEqual(['own'])
})

test('[SEC-1003] without configured keys too, credentials lead to the account that gave them out', async () => {
  const iot = await useEmulator()
  const account = iot.account('111111111111')
  await createAlias(account)
  const device = await account.createDevice('lamp-1', { policy: POLICY })
  const client = new IoTClient(clientConfig(iot, await credentialsOf(device)))
  expect((await client.send(new ListThingsCommand({}))).things?.map(({ thingName }) => thingName)).toEqual(['lamp-1'])
})

/** An STS of the test's own: it assumes the role `devices`, refuses others, and says what it was asked. */
async function useSts() {
  const asked: Record<string, string>[] = []
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')))
    request.on('end', () => {
      const form = Object.fromEntries(new URLSearchParams(text))
      asked.push(form)
      const role = form['RoleArn'] ?? ''
      const [status, xml] = role.endsWith('/devices')
        ? [200, granted()]
        : role.endsWith('/short')
          ? [400, refused('ValidationError', 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.')]
          : role.endsWith('/broken')
            ? [500, refused('InternalFailure', 'No.')]
            : [403, refused('AccessDenied', 'Not authorized to perform sts:AssumeRole')]
      response.writeHead(status, { 'content-type': 'text/xml' }).end(xml)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0
  return { asked, stsEndpoint: `http://127.0.0.1:${String(port)}` }
}

function granted(): string {
  return `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials><AccessKeyId>ASIAFROMSTS</AccessKeyId>
    <SecretAccessKey>of-sts</SecretAccessKey><SessionToken>token-of-sts</SessionToken><Expiration>2030-01-02T03:04:05Z</Expiration></Credentials>
    </AssumeRoleResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></AssumeRoleResponse>`
}

function refused(code: string, message: string): string {
  return `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message>
    </Error><RequestId>r</RequestId></ErrorResponse>`
}

test('[SEC-1007] an STS-compatible endpoint assumes the role, and its refusals are told', async () => {
  const { asked, stsEndpoint } = await useSts()
  const iot = await useEmulator({ stsEndpoint })
  const control = await createAlias(iot)
  const device = await iot.createDevice('lamp-1', { policy: POLICY })
  expect((await send(device, 'GET', PATH)).body).toEqual({
    credentials: {
      accessKeyId: 'ASIAFROMSTS',
      secretAccessKey: 'of-sts',
      sessionToken: 'token-of-sts',
      expiration: '2030-01-02T03:04:05Z',
    },
  })
  expect(asked).toMatchObject([{ Action: 'AssumeRole', RoleArn: ROLE, RoleSessionName: device.certificateId, DurationSeconds: '900' }])
  for (const [role, status, message, explanation] of [
    ['other', 400, 'Unable to assume the role, or the role to assume does not exist', 'AccessDenied'],
    ['short', 400, 'The requested CredentialDurationSeconds exceeds the MaxSessionDuration set for the role', 'ValidationError'],
    ['broken', 503, 'The STS endpoint did not answer.', 'could not be asked'],
  ] as const) {
    await control.send(new UpdateRoleAliasCommand({ roleAlias: 'devices', roleArn: `arn:aws:iam::000000000000:role/${role}` }))
    expect(await send(device, 'GET', PATH)).toMatchObject({ status, body: { message } })
    expect(iot.decisions({ outcome: 'refused' }).at(-1)?.explanation).toContain(explanation)
  }
})
