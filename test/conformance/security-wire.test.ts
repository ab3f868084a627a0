/*
 * The vectors of security.json and registry.json that are about connections, events and answers on the wire, against an emulator of this
 * process with real clients. Where each of the other vectors runs, or why it cannot, is written down and checked at the end.
 */
import 'reflect-metadata'
import { readFileSync } from 'node:fs'
import { X509Certificate as NodeCertificate } from 'node:crypto'
import {
  AddThingToThingGroupCommand,
  AttachPolicyCommand,
  CreatePolicyCommand,
  CreateRoleAliasCommand,
  CreateThingCommand,
  CreateThingGroupCommand,
  DescribeCertificateCommand,
  DescribeRoleAliasCommand,
  GetEffectivePoliciesCommand,
  RegisterCertificateCommand,
  RegisterCertificateWithoutCACommand,
  TestAuthorizationCommand,
  UpdateThingCommand,
} from '@aws-sdk/client-iot'
import { startIotCoreLocal } from 'iot-core-local'
import type { IClientOptions } from 'mqtt'
import { generate, type Packet } from 'mqtt-packet'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { createOwnCa } from '../../examples/first-day/src/own-ca.js'
import { send } from '../e2e/support/device-request.js'
import { connect, type TestClient } from '../e2e/support/mqtt-client.js'
import { signedUrl } from '../e2e/support/signed-url.js'
import { certificateRequest } from './support/certificate-request.js'
import { describeCertificate } from './support/describe-certificate.js'
import { ERROR_STATUSES } from './support/error-statuses.js'
import { listen } from './support/listening-client.js'
import { eventOf, expected, type Vector, vectors } from './support/parity-vectors.js'
import { ELSEWHERE, NOT_BUILT } from './support/vector-places.js'
import { ACCOUNT, ARN, startVectorWorld } from './support/vector-world.js'

const { iot, control, device, bare, ca, caCertificateId, as, observe } = await startVectorWorld()
afterAll(() => iot.close())

const anonymousTls = (change: IClientOptions): IClientOptions => ({ protocol: 'mqtts', host: iot.host, ca: iot.caPem, ...change })

const ROLE = 'arn:aws:iam::123456789012:role/devices'

/** Who the records say a client was. */
const principalOf = (clientId: string): string | undefined => iot.decisions({ clientId }).at(-1)?.principalId

/** A client with a will on `open/will/<id>`, connected; what ends it; and whether the will was published. */
async function disconnection(vector: Vector, end: (client: TestClient, options: IClientOptions) => Promise<unknown>): Promise<void> {
  const clientId = vector.id
  const observer = await observe()
  const options = as(clientId, { will: { topic: `open/will/${clientId}`, payload: Buffer.from('gone'), qos: 1, retain: false } })
  const client = await connect(options)
  await end(client, options)
  const payload = await observer.json(`$aws/events/presence/disconnected/${clientId}`)
  expect(payload).toMatchObject(eventOf(vector).payloadIncludes ?? {})
  if (vector.then['lwtPublished'] === true) await observer.message(`open/will/${clientId}`)
  else expect(await observer.until(clientId)).not.toContain(`open/will/${clientId}`)
}

/** What is run here: the check of each vector. */
const HERE: Readonly<Record<string, (vector: Vector) => Promise<void> | void>> = {
  'SECV-050': async (vector) => {
    await connect(as(vector.id))
    expect(principalOf(vector.id)).toBe(device.certificateId)
  },
  'SECV-051': async (vector) => {
    await connect(as(vector.id, { port: iot.tlsPort, ALPNProtocols: [String(vector.when['alpn'])] }))
    expect(principalOf(vector.id)).toBe(device.certificateId)
  },
  'SECV-053': async ({ when }) => {
    expect(await send(device, 'POST', '/topics/open/secv-053', 'x', String(when['alpn']))).toMatchObject({ status: 200 })
    expect(iot.decisions({ principalId: device.certificateId }).at(-1)).toMatchObject({
      protocol: 'HTTPS',
      resource: `${ARN}topic/open/secv-053`,
    })
  },
  'SECV-054': async (vector) => {
    const key = { accessKeyId: ACCOUNT, secretAccessKey: 'any' }
    await connect({ clientId: vector.id, ca: iot.caPem }, signedUrl(`wss://${iot.host}:${String(iot.tlsPort)}`, key))
    // The Region is that of the signature.
    const [admitted] = iot.account(ACCOUNT, 'us-east-1').decisions({ clientId: vector.id })
    expect(admitted?.principalId).toBe(ACCOUNT)
  },
  'SECV-055': async ({ id, when, then }) => {
    const username = 'user?x-amz-customauthorizer-name=MyAuth'
    const { closed, heard } = listen(
      anonymousTls({ port: iot.tlsPort, clientId: id, ALPNProtocols: [String(when['alpn'])], username, password: 'test' }),
    )
    await closed
    expect(heard.some(({ cmd }) => cmd === 'connack')).toBe(then['available'])
  },
  'SECV-056': async ({ then }) => {
    const names: Readonly<Record<number, string>> = { 1: 'RSA sign', 2: 'DSA sign', 64: 'ECDSA sign' }
    const { ca, cert, key } = device.mqttOptions()
    const { types, caNameBytes, alpnProtocol } = await certificateRequest(iot.mqttsPort, { ca, cert, key })
    expect(alpnProtocol).toBe(false)
    expect(caNameBytes > 0).toBe(then['caNamesSent'])
    // DSA was taken out of the libraries of today; nobody has such a key.
    const wanted = (then['clientCertificateTypes'] as readonly string[]).filter((name) => name !== 'DSA sign')
    expect(types.map((type) => names[type])).toEqual(expect.arrayContaining(wanted))
  },
  'SECV-064': async ({ id, then }) => {
    const { closed, heard } = listen({ ...bare, clientId: id })
    await closed
    expect({ connection: 'closed', connack: heard.find(({ cmd }) => cmd === 'connack') ?? null }).toEqual(then)
  },
  'SECV-065': async ({ id }) => {
    const observer = await observe()
    const { client, closed, packet } = listen(as(id))
    await packet('connack')
    client.publish('sealed/secv-065', 'x', { qos: 0 })
    await closed
    expect(iot.decisions({ clientId: id }).at(-1)).toMatchObject({ outcome: 'refused', topic: 'sealed/secv-065' })
    expect(await observer.until(id)).not.toContain('sealed/secv-065')
  },
  'SECV-066': async ({ id, then }) => {
    const { client, closed, heard, packet } = listen(as(id))
    await packet('connack')
    client.subscribe('sealed/#')
    await closed
    expect({ connection: 'closed', suback: heard.find(({ cmd }) => cmd === 'suback') ?? null }).toEqual(then)
  },
  'SECV-067': async ({ id, then }) => {
    const { closed, packet } = listen({ ...bare, clientId: id, protocolVersion: 5 })
    expect(await packet('connack')).toMatchObject({ reasonCode: then['reasonCode'] })
    await closed
  },
  'SECV-068': async ({ id, then }) => {
    const { client, packet } = listen(as(id, { protocolVersion: 5 }))
    await packet('connack')
    client.publish('sealed/secv-068', 'x', { qos: 1 }, () => undefined)
    expect(await packet('puback')).toMatchObject({ reasonCode: then['reasonCode'] })
  },
  'SECV-069': async ({ id, then }) => {
    const first = listen(as(id, { protocolVersion: 5 }))
    await first.packet('connack')
    await connect(as(id, { protocolVersion: 5 }))
    expect(await first.packet('disconnect')).toMatchObject({ reasonCode: then['reasonCode'] })
  },
  'SECV-070': async ({ then, when }) => {
    const event = iot.waitFor.message(String(when['topic']))
    await listen({ ...bare, clientId: '186b5' }).closed
    const payload = (await event).json as object
    expect(payload).toMatchObject(then['required'] as object)
    const optional = then['optional'] as readonly string[]
    expect(
      Object.keys(payload)
        .filter((name) => !optional.includes(name))
        .sort(),
    ).toEqual([...(then['members'] as readonly string[])].sort())
  },
  'SECV-072': async ({ then }) => {
    const event = iot.waitFor.message('$aws/events/presence/connected/lamp')
    await connect(device.mqttOptions())
    expect('thingName' in ((await event).json as object)).toBe(then['thingNamePresent'])
  },
  'SECV-079': async ({ id, then }) => {
    await connect(as(id, { username: String(then['value']) }))
    expect(principalOf(id)).toBe(device.certificateId)
  },
  'SECV-080': async ({ id, then }) => {
    expect(then).toEqual({ scopeService: 'iotdevicegateway', signatureIn: 'query', securityTokenSigned: false })
    const key = { accessKeyId: 'ASIAEXAMPLE', secretAccessKey: 'a-secret-of-the-vectors' }
    const strict = await startIotCoreLocal({ credentials: [key] })
    onTestFinished(() => strict.close())
    const base = `wss://${strict.host}:${String(strict.tlsPort)}`
    const url = signedUrl(base, key, 'a/session+token==')
    expect(url).toMatch(/iotdevicegateway.*X-Amz-Signature=[0-9a-f]{64}&X-Amz-Security-Token=/)
    await connect({ clientId: id, ca: strict.caPem }, url)
    await expect(connect({ clientId: id, ca: strict.caPem }, signedUrl(base, { ...key, secretAccessKey: 'wrong' }))).rejects.toThrow()
  },
  'SECV-081': async ({ when, then }) => {
    const authInfos = [
      { actionType: 'CONNECT' as const, resources: (when['authInfos'] as readonly { resources: string[] }[])[0]?.resources ?? [] },
    ]
    const principal = device.certificateArn
    const { authResults = [] } = await control.send(new TestAuthorizationCommand({ principal, authInfos, clientId: 'client1' }))
    const [result] = authResults
    expect(Object.keys(result ?? {}).sort()).toEqual([...(then['members'] as readonly string[])].sort())
    expect(Object.keys(result?.denied ?? {}).sort()).toEqual([...(then['denied'] as readonly string[])].sort())
    expect(Object.keys(result?.allowed?.policies?.[0] ?? {}).sort()).toEqual([...(then['policyMembers'] as readonly string[])].sort())
    expect(then['authDecisionEnum']).toContain(result?.authDecision)
  },
  'SECV-082': async ({ when, then }) => {
    const thingName = String(when['thingName'])
    await control.send(new CreateThingCommand({ thingName }))
    const { effectivePolicies = [] } = await control.send(new GetEffectivePoliciesCommand({ thingName, principal: device.certificateArn }))
    expect(Object.keys(effectivePolicies[0] ?? {}).sort()).toEqual(then['members'])
    expect(typeof effectivePolicies[0]?.policyDocument).toBe(then['policyDocumentType'])
    await expect(control.send(new GetEffectivePoliciesCommand({ thingName: 'nobody' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    })
  },
  'SECV-083': async ({ then, when }) => {
    const connectOnly = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'iot:Connect', Resource: '*' } }
    const t1 = await iot.createDevice('t1', { policy: connectOnly })
    await control.send(new CreateThingGroupCommand({ thingGroupName: 'publishers' }))
    await control.send(new AddThingToThingGroupCommand({ thingGroupName: 'publishers', thingName: 't1' }))
    const policyDocument = JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'iot:Publish', Resource: '*' } })
    await control.send(new CreatePolicyCommand({ policyName: 'publishers', policyDocument }))
    await control.send(new AttachPolicyCommand({ policyName: 'publishers', target: `${ARN}thinggroup/publishers` }))
    const answerTo = async (clientId: string): Promise<Packet> => {
      const { client, packet } = listen({ ...t1.mqttOptions(), clientId, protocolVersion: 5 })
      await packet('connack')
      client.publish('open/secv-083', 'x', { qos: 1 }, () => undefined)
      return packet('puback')
    }
    expect(await answerTo('t1')).not.toHaveProperty('reasonCode', 135)
    expect(await answerTo(String(when['clientId']))).toHaveProperty('reasonCode', 135)
    const [refusal] = iot.decisions({ clientId: String(when['clientId']), outcome: 'refused' })
    expect(refusal).toMatchObject({ action: when['action'], details: { decision: then['decision'] } })
  },
  'SECV-085': ({ then }) => {
    // Each of them is met on the wire by the cases of this folder, which take its status from there.
    expect(ERROR_STATUSES).toMatchObject(then)
  },
  'SECV-086': async ({ given, then }) => {
    const { roleAlias } = given as { readonly roleAlias: string }
    await control.send(new CreateRoleAliasCommand({ roleAlias, roleArn: ROLE }))
    const policy = {
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Action: 'iot:AssumeRoleWithCertificate', Resource: `${ARN}rolealias/${roleAlias}` },
    }
    const asking = await iot.createDevice('secv-086', { policy })
    const { status, body } = await send(asking, 'GET', `/role-aliases/${roleAlias}/credentials`)
    expect(status).toBe(then['httpStatus'])
    const members = Object.entries(body as object).map(([name, value]) => [name, Object.keys(value as object)])
    expect(Object.fromEntries(members)).toEqual(then['members'])
    const { expiration } = (body as { readonly credentials: { readonly expiration: string } }).credentials
    expect(expiration.replace(/\d/g, '0')).toBe(String(then['expirationFormat']).replace(/[YMDhms]/g, '0'))
  },
  'SECV-087': async ({ then }) => {
    const limits = then['credentialDurationSeconds'] as Readonly<Record<'min' | 'max' | 'default', number>>
    const create = (roleAlias: string, credentialDurationSeconds?: number) =>
      control.send(
        new CreateRoleAliasCommand({ roleAlias, roleArn: ROLE, ...(credentialDurationSeconds && { credentialDurationSeconds }) }),
      )
    await create('shortest', limits.min)
    await create('longest', limits.max)
    for (const wrong of [limits.min - 1, limits.max + 1]) {
      await expect(create('wrong', wrong)).rejects.toMatchObject({ name: 'InvalidRequestException' })
    }
    await create('usual')
    const { roleAliasDescription } = await control.send(new DescribeRoleAliasCommand({ roleAlias: 'usual' }))
    expect(roleAliasDescription?.credentialDurationSeconds).toBe(limits.default)
  },
  'RV-012': async ({ when, then }) => {
    await control.send(new CreateThingCommand({ thingName: 'HomeIot-ABCD' }))
    const message = (then['message'] as { $startsWith: string }).$startsWith
    await expect(
      control.send(new UpdateThingCommand(when['input'] as ConstructorParameters<typeof UpdateThingCommand>[0])),
    ).rejects.toMatchObject({
      name: then['errorType'],
      $metadata: { httpStatusCode: then['status'] },
      message: expect.stringContaining(message) as string,
    })
  },
  'RV-038': ({ then }) => expect(describeCertificate(device.certificatePem)).toEqual(then['x509']),
  'RV-039': async ({ then }) => {
    const stranger = await createOwnCa('RV-039')
    await expect(
      control.send(new RegisterCertificateWithoutCACommand({ certificatePem: stranger.certificatePem, status: 'PENDING_ACTIVATION' })),
    ).rejects.toMatchObject({ name: then['errorType'], message: then['message'], $metadata: { httpStatusCode: then['status'] } })
  },
  'RV-064': async (vector) => {
    const event = iot.waitFor.message('$aws/events/presence/connected/186b5')
    await connect(as('186b5'))
    const values = { '<certId>': device.certificateId, '192.0.2.0': '127.0.0.1' }
    expect((await event).json).toEqual(expected(eventOf(vector).payload, values))
  },
  'RV-065': async (vector) => {
    const connected = iot.waitFor.message('$aws/events/presence/connected/186b5')
    const client = await connect(as('186b5'))
    const { sessionIdentifier, versionNumber } = (await connected).json as { sessionIdentifier: string; versionNumber: number }
    const isOfThisSession = ({ json }: { json: unknown }): boolean =>
      (json as { sessionIdentifier: string }).sessionIdentifier === sessionIdentifier
    const disconnected = iot.waitFor.message('$aws/events/presence/disconnected/186b5', { matches: isOfThisSession })
    await client.end()
    const values = { '<certId>': device.certificateId, $sameAsConnect: sessionIdentifier }
    // The vector's client connects for the first time; this one may have been connected before.
    expect((await disconnected).json).toEqual({ ...(expected(eventOf(vector).payload, values) as object), versionNumber })
  },
  'RV-067': (vector) => disconnection(vector, (_client, options) => connect({ ...options, clean: true })),
  'RV-068': (vector) =>
    disconnection(vector, async (client) => {
      client.client.stream.write(
        generate({ cmd: 'connect', protocolId: 'MQTT', protocolVersion: 4, clientId: vector.id, clean: true, keepalive: 60 }),
      )
      await client.closed()
    }),
  'RV-070': async (vector) => {
    const leaf = await ca.issue('rv-070')
    const certificateId = new NodeCertificate(leaf.certificatePem).fingerprint256.replaceAll(':', '').toLowerCase()
    const event = iot.waitFor.message(`$aws/events/certificates/registered/${caCertificateId}`)
    const { closed, heard } = listen(as('rv-070', { cert: leaf.certificatePem, key: leaf.privateKeyPem }))
    await closed
    expect(heard).toEqual([])
    const values = { '<sha256 of the leaf DER>': certificateId, '<caCertificateId>': caCertificateId }
    expect((await event).json).toEqual(expected(eventOf(vector).payload, values))
    const { certificateDescription } = await control.send(new DescribeCertificateCommand({ certificateId }))
    const { status, caCertificateId: signer } = certificateDescription ?? {}
    expect({ 'DescribeCertificate.status': status, 'DescribeCertificate.caCertificateId': signer }).toEqual(
      expected(vector.then['state'], values),
    )
  },
  'RV-071': async ({ id, then }) => {
    const observer = await observe()
    const { certificatePem } = await ca.issue('rv-071')
    const input = { certificatePem, caCertificatePem: ca.certificatePem, status: 'INACTIVE' as const }
    expect((await control.send(new RegisterCertificateCommand(input))).$metadata.httpStatusCode).toBe(then['status'])
    expect((await observer.until(id)).filter((topic) => topic.startsWith('$aws/events/certificates/'))).toEqual(then['events'])
  },
}

test.each(
  Object.entries(HERE).map(([id, check]) => {
    const vector = vectors.get(id)
    if (vector === undefined) throw new Error(`There is no vector ${id}.`)
    return [(vector.rules ?? [vector.rule]).join(', '), id, vector.source, check, vector] as const
  }),
)('[%s] %s: %s', async (_rule, _id, _source, check, vector) => {
  await check(vector)
})

test.each(NOT_BUILT)('not built, and said so with 501: $reason ($ids)', async ({ call }) => {
  await expect(call(control)).rejects.toMatchObject({ name: 'NotImplementedException', $metadata: { httpStatusCode: 501 } })
})

test.each(ELSEWHERE)('$file runs $ids', ({ file, cites }) => {
  expect(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')).toContain(cites)
})

test('every vector of both files is run, run elsewhere or not built, and only one of these', () => {
  const ids = [...Object.keys(HERE), ...ELSEWHERE.flatMap((entry) => entry.ids), ...NOT_BUILT.flatMap((entry) => entry.ids)]
  expect([...ids].sort()).toEqual([...vectors.keys()].sort())
})
