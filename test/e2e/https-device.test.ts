import { expect, test } from 'vitest'
import { send } from './support/device-request.js'
import { useEmulator } from './support/use-emulator.js'

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
