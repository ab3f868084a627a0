import { request } from 'node:https'
import { expect, test } from 'vitest'
import type { IotCoreLocal } from 'iot-core-local'
import { useEmulator } from './support/use-emulator.js'

type Device = Awaited<ReturnType<IotCoreLocal['createDevice']>>

interface Answer {
  readonly status: number | undefined
  readonly errorType: string | undefined
  readonly body: unknown
}

/** A request over HTTPS with the device's certificate, as firmware without MQTT makes it. */
function send(device: Device, method: string, path: string, body?: string, alpn?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: device.host,
        port: device.tlsPort,
        method,
        path,
        ca: device.caPem,
        cert: device.certificatePem,
        key: device.privateKeyPem,
        agent: false,
        ...(alpn === undefined ? {} : { ALPNProtocols: [alpn] }),
      },
      (response) => {
        let text = ''
        response.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')))
        response.on('end', () => {
          const errorType = response.headers['x-amzn-errortype']
          resolve({
            status: response.statusCode,
            errorType: Array.isArray(errorType) ? errorType[0] : errorType,
            body: JSON.parse(text) as unknown,
          })
        })
      },
    )
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

test.each([undefined, 'x-amzn-http-ca', 'http/1.1'])(
  '[SEC-218] a device publishes and uses its shadow and jobs over HTTPS (ALPN %s)',
  async (alpn) => {
    const iot = await useEmulator()
    const device = await iot.createDevice('lamp-1', {
      policy: {
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Action: 'iot:Publish', Resource: 'arn:aws:iot:us-east-1:000000000000:topic/lamp-1/*' },
          {
            Effect: 'Allow',
            Action: ['iot:GetThingShadow', 'iot:UpdateThingShadow', 'iotjobsdata:*'],
            Resource: 'arn:aws:iot:us-east-1:000000000000:thing/lamp-1*',
          },
        ],
      },
    })
    const message = iot.waitFor.message('lamp-1/data')
    expect(await send(device, 'POST', '/topics/lamp-1/data?qos=1', '{"a":1}', alpn)).toMatchObject({ status: 200, body: { message: 'OK' } })
    expect((await message).json).toEqual({ a: 1 })
    expect(await send(device, 'POST', '/things/lamp-1/shadow', '{"state":{"reported":{"on":true}}}', alpn)).toMatchObject({
      status: 200,
      body: { version: 1 },
    })
    expect(await send(device, 'GET', '/things/lamp-1/shadow', undefined, alpn)).toMatchObject({
      status: 200,
      body: { state: { reported: { on: true } } },
    })
    expect(await send(device, 'GET', '/things/lamp-1/jobs', undefined, alpn)).toMatchObject({
      status: 200,
      body: { queuedJobs: [], inProgressJobs: [] },
    })
  },
)

test('[SEC-811] what the policy does not allow is 403 Forbidden, and explained', async () => {
  const iot = await useEmulator()
  const device = await iot.createDevice('lamp-1')
  const refused = await send(device, 'POST', '/topics/lamp-2/data', 'x')
  expect(refused).toMatchObject({
    status: 403,
    body: { message: 'Forbidden', traceId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string },
  })
  expect(refused.errorType).toMatch(/^ForbiddenException/)
  expect(iot.decisions({ outcome: 'refused', principalId: device.certificateId }).at(-1)).toMatchObject({ action: 'iot:Publish' })
})

test('[API-021] a client certificate never reaches the control plane', async () => {
  const iot = await useEmulator()
  const device = await iot.createDevice('lamp-1')
  const { status } = await send(device, 'GET', '/things')
  expect(status).toBeGreaterThanOrEqual(400)
})
