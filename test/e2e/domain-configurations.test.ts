import {
  CreateDomainConfigurationCommand,
  DeleteDomainConfigurationCommand,
  DescribeDomainConfigurationCommand,
  type CreateDomainConfigurationCommandInput,
  IoTClient,
  UpdateDomainConfigurationCommand,
} from '@aws-sdk/client-iot'
import { IoTDataPlaneClient, PublishCommand } from '@aws-sdk/client-iot-data-plane'
import { Agent } from 'node:https'
import { connect as connectTls, type PeerCertificate } from 'node:tls'
import type { AccountHandle, IotCoreLocal } from 'iot-core-local'
import { expect, test } from 'vitest'
import { type Device, sendWith } from './support/device-request.js'
import { connect } from './support/mqtt-client.js'
import { signedUrl } from './support/signed-url.js'
import { useEmulator } from './support/use-emulator.js'

const DOMAIN = 'mqtt.factory.example'
const CERTIFICATE = 'arn:aws:acm:us-east-1:000000000000:certificate/7c1f7a3e-0000-4000-8000-000000000000'
const PUBLISH = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: ['iot:Connect', 'iot:Publish'], Resource: '*' }],
}

function useControl(account: AccountHandle) {
  const client = new IoTClient({ ...account.clientConfig(), maxAttempts: 1 })
  const domainConfigurationName = 'factory'
  return {
    create: (change: Partial<CreateDomainConfigurationCommandInput> = {}) =>
      client.send(
        new CreateDomainConfigurationCommand({
          domainConfigurationName,
          domainName: DOMAIN,
          serverCertificateArns: [CERTIFICATE.replace('000000000000', account.accountId)],
          ...change,
        }),
      ),
    update: (change: object) => client.send(new UpdateDomainConfigurationCommand({ domainConfigurationName, ...change })),
    remove: () => client.send(new DeleteDomainConfigurationCommand({ domainConfigurationName })),
    describe: () => client.send(new DescribeDomainConfigurationCommand({ domainConfigurationName })),
  }
}

/** The names of the certificate that the TLS port shows for a host name, and whether a client that trusts the CA takes it. */
function handshake(device: Device, serverName: string, port = device.tlsPort): Promise<{ names: string; isTrusted: boolean }> {
  return new Promise((resolve, reject) => {
    const socket = connectTls({ host: device.host, port, ca: device.caPem, servername: serverName, rejectUnauthorized: false }, () => {
      const certificate: Partial<PeerCertificate> = socket.getPeerCertificate()
      resolve({ names: certificate.subjectaltname ?? '', isTrusted: socket.authorized })
      socket.destroy()
    })
    socket.on('error', reject)
  })
}

const publishBy = (device: Device, serverName: string) => sendWith(device, 'POST', '/topics/a', { body: '{"a":1}', serverName })

const reasons = (iot: IotCoreLocal) => iot.decisions({ outcome: 'refused' }).map(({ reason }) => reason)

test('[REG-560] the TLS ports show a certificate for the domain name of a configuration, as soon as there is one', async () => {
  const iot = await useEmulator()
  const device = await iot.createDevice('lamp-1', { policy: PUBLISH })
  expect(await handshake(device, DOMAIN)).toMatchObject({ isTrusted: false, names: expect.stringContaining('localhost') as string })
  const control = useControl(iot)
  await control.create()
  for (const port of [device.tlsPort, device.mqttsPort]) {
    expect(await handshake(device, DOMAIN, port)).toEqual({ isTrusted: true, names: `DNS:${DOMAIN}` })
    expect(await handshake(device, DOMAIN.toUpperCase(), port)).toMatchObject({ names: `DNS:${DOMAIN}` })
  }
  expect(await handshake(device, 'localhost')).toMatchObject({ isTrusted: true })
  expect(await publishBy(device, DOMAIN)).toMatchObject({ status: 200 })
  const { client } = await connect({ ...device.mqttOptions(), servername: DOMAIN })
  expect(client.connected).toBe(true)

  await control.update({ domainConfigurationStatus: 'DISABLED' })
  await control.remove()
  expect(await handshake(device, DOMAIN)).toMatchObject({ isTrusted: false })
})

test('[REG-560] a domain that is managed for the account serves devices under its name', async () => {
  const iot = await useEmulator()
  const device = await iot.createDevice('lamp-1', { policy: PUBLISH })
  const control = useControl(iot)
  await control.create({ domainName: undefined, serverCertificateArns: undefined })
  const { domainName = '', domainType } = await control.describe()
  expect(domainType).toBe('AWS_MANAGED')
  expect(domainName).toMatch(/^d[a-z0-9]{19}-ats\.iot\.us-east-1\.localhost$/)
  expect(await publishBy(device, domainName)).toMatchObject({ status: 200 })
})

test('[REG-565] [SEC-110] a disabled configuration refuses its clients, those of other names go on', async () => {
  const iot = await useEmulator()
  const device = await iot.createDevice('lamp-1', { policy: PUBLISH })
  const control = useControl(iot)
  await control.create()
  const open = await connect({ ...device.mqttOptions(), servername: DOMAIN, clientId: 'open' })
  await open.publish('a', 'before')
  await control.update({ domainConfigurationStatus: 'DISABLED' })
  const closed = open.closed()
  open.client.publish('a', 'after')
  await closed
  await expect(connect({ ...device.mqttOptions(), servername: DOMAIN })).rejects.toThrow()
  expect(await publishBy(device, DOMAIN)).toMatchObject({ status: 403, errorType: 'ForbiddenException' })
  const disabled = 'DOMAIN_CONFIGURATION_DISABLED'
  expect(reasons(iot)).toEqual(['AUTHORIZATION_FAILURE', disabled, disabled])
  const [first, ...others] = iot.decisions({ outcome: 'refused' })
  expect(first).toMatchObject({ clientId: 'open', topic: 'a' })
  for (const record of others) expect(record).toMatchObject({ kind: 'admission', principalId: device.certificateId })
  for (const { explanation } of [first, ...others].filter((record) => record !== undefined)) {
    expect(explanation).toBe(
      `The domain configuration factory of ${DOMAIN} is DISABLED: UpdateDomainConfiguration to ENABLED lets clients in.`,
    )
  }
  expect(await publishBy(device, 'localhost')).toMatchObject({ status: 200 })
  await control.update({ domainConfigurationStatus: 'ENABLED' })
  expect(await publishBy(device, DOMAIN)).toMatchObject({ status: 200 })
})

test('[SEC-110] a configuration lets in the protocol and the authentication that it names', async () => {
  const iot = await useEmulator()
  const device = await iot.createDevice('lamp-1', { policy: PUBLISH })
  const control = useControl(iot)
  await control.create({ authenticationType: 'AWS_X509', applicationProtocol: 'SECURE_MQTT' })
  const overMqtt = () => connect({ ...device.mqttOptions(), servername: DOMAIN })
  expect((await overMqtt()).client.connected).toBe(true)
  expect(await publishBy(device, DOMAIN)).toMatchObject({ status: 403 })
  expect(reasons(iot)).toEqual(['APPLICATION_PROTOCOL_NOT_ALLOWED'])

  await control.update({ applicationProtocol: 'HTTPS' })
  expect(await publishBy(device, DOMAIN)).toMatchObject({ status: 200 })
  await expect(overMqtt()).rejects.toThrow()

  await control.update({ authenticationType: 'AWS_SIGV4' })
  expect(await publishBy(device, DOMAIN)).toMatchObject({ status: 403 })
  expect(reasons(iot).slice(1)).toEqual(['APPLICATION_PROTOCOL_NOT_ALLOWED', 'AUTHENTICATION_TYPE_NOT_ALLOWED'])
})

test('[SEC-110] signed requests and WebSockets are held to the configuration of their domain name, too', async () => {
  const iot = await useEmulator()
  const control = useControl(iot)
  await control.create({ authenticationType: 'AWS_SIGV4', applicationProtocol: 'HTTPS' })
  const agent = new Agent({ ca: iot.caPem, servername: DOMAIN })
  const { region, credentials } = iot.clientConfig()
  const endpoint = `https://${iot.host}:${String(iot.tlsPort)}`
  const data = new IoTDataPlaneClient({ endpoint, region, credentials, maxAttempts: 1, requestHandler: { httpsAgent: agent } })
  const publish = () => data.send(new PublishCommand({ topic: 'a', payload: Buffer.from('{}') }))
  const url = signedUrl(endpoint.replace('https', 'wss'), credentials)
  const wsOptions = { ca: iot.caPem, servername: DOMAIN }
  const openWebSocket = () => connect({ clientId: 'browser', wsOptions }, url)
  expect((await publish()).$metadata.httpStatusCode).toBe(200)
  await expect(openWebSocket()).rejects.toThrow()

  await control.update({ applicationProtocol: 'MQTT_WSS' })
  await expect(publish()).rejects.toMatchObject({ name: 'ForbiddenException' })
  expect((await openWebSocket()).client.connected).toBe(true)

  await control.update({ authenticationType: 'AWS_X509', applicationProtocol: 'HTTPS' })
  await expect(publish()).rejects.toMatchObject({ name: 'ForbiddenException' })
  const protocol = 'APPLICATION_PROTOCOL_NOT_ALLOWED'
  expect(reasons(iot)).toEqual([protocol, protocol, 'AUTHENTICATION_TYPE_NOT_ALLOWED'])
  await control.update({ domainConfigurationStatus: 'DISABLED' })
  await expect(publish()).rejects.toMatchObject({ name: 'ForbiddenException' })
  expect(iot.decisions({ outcome: 'refused' }).at(-1)).toMatchObject({
    kind: 'admission',
    reason: 'DOMAIN_CONFIGURATION_DISABLED',
    principalId: credentials.accessKeyId,
  })
  agent.destroy()
})

test('[SEC-112] a function decides about the client certificates of a domain', async () => {
  const iot = await useEmulator()
  const welcome = new Set<string>()
  const judged: unknown[] = []
  iot.registerFunction('judge', (event: unknown) => {
    judged.push(event)
    const isWelcome = typeof event === 'object' && event !== null && 'principalId' in event && welcome.has(String(event.principalId))
    return { isAuthenticated: isWelcome }
  })
  const device = await iot.createDevice('lamp-1', { policy: PUBLISH })
  const clientCertificateCallbackArn = 'arn:aws:lambda:us-east-1:000000000000:function:judge'
  await useControl(iot).create({
    authenticationType: 'AWS_X509',
    applicationProtocol: 'SECURE_MQTT',
    clientCertificateConfig: { clientCertificateCallbackArn },
  })
  const join = () => connect({ ...device.mqttOptions(), servername: DOMAIN })
  await expect(join()).rejects.toThrow()
  expect(iot.decisions({ outcome: 'refused' }).at(-1)).toMatchObject({
    reason: 'CLIENT_CERTIFICATE_CALLBACK_REFUSED',
    principalId: device.certificateId,
  })
  welcome.add(device.certificateId)
  expect((await join()).client.connected).toBe(true)
  expect(judged).toMatchObject([{ serverName: DOMAIN }, { principalId: device.certificateId }])
})

test('[SEC-202] a domain name leads to the account that has its configuration', async () => {
  const iot = await useEmulator()
  const accounts = [iot.account('111111111111'), iot.account('222222222222')] as const
  for (const account of accounts) await account.createDevice('lamp-1', { policy: PUBLISH })
  const [first, second] = accounts
  await useControl(second).create()
  const device = await first.createDevice('lamp-2', { policy: PUBLISH })
  expect(await publishBy(device, 'localhost')).toMatchObject({ status: 200 })
  expect(await publishBy(device, DOMAIN)).toMatchObject({ status: 403 })
  expect(second.decisions({ outcome: 'refused' }).at(-1)).toMatchObject({ reason: 'UNKNOWN_CERTIFICATE' })
  await useControl(first).create()
  expect(await publishBy(device, DOMAIN)).toMatchObject({ status: 200 })
})

test('[REG-564] with --domain-deletion strict a managed domain goes seven days after it was disabled', async () => {
  const iot = await useEmulator({ time: 'manual', domainDeletion: 'strict' })
  const control = useControl(iot)
  await control.create({ domainName: undefined, serverCertificateArns: undefined })
  await control.update({ domainConfigurationStatus: 'DISABLED' })
  await expect(control.remove()).rejects.toMatchObject({ name: 'InvalidRequestException' })
  await iot.time.advance({ hours: 7 * 24 })
  await control.remove()
  await expect(control.describe()).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
})
