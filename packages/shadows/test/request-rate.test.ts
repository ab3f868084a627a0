import { expect, test } from 'vitest'
import { useShadows } from './use-shadows.js'

const A = { thingName: 'A' }
const B = { thingName: 'B' }

test('[SHD-094] requests of one thing beyond the rate are refused on both edges until the next second', async () => {
  const rig = useShadows({ requestsPerSecondPerThing: 3 })
  const list = rig.shadows.operations['iot-data']?.ListNamedShadowsForThing
  await rig.update({ ...A, shadowName: 's' }, { state: {} })
  await rig.get(A, '', 'http')
  await list?.(A, rig.account.call)
  expect(await rig.update(A, { state: {}, clientToken: 't' })).toMatchObject({
    status: 429,
    payload: '{"code":429,"message":"Rate exceeded","clientToken":"t"}',
  })
  expect((await rig.get(A, '', 'http')).status).toBe(429)
  expect(() => list?.(A, rig.account.call)).toThrow(expect.objectContaining({ name: 'ThrottlingException', status: 429 }))
  expect((await rig.update(B, { state: {} })).status).toBe(200)
  await rig.account.timers.advance(1_000)
  expect((await rig.update(A, { state: {} })).status).toBe(200)
})

test('[SHD-094] the rate of the account counts all things together', async () => {
  const rig = useShadows({ requestsPerSecond: 2 })
  await rig.update(A, { state: {} })
  await rig.update(B, { state: {} })
  expect((await rig.get(A)).status).toBe(429)
  await rig.account.timers.advance(1_000)
  expect((await rig.get(A)).status).toBe(200)
})

test('[SHD-094] no rate is enforced unless asked for', async () => {
  const rig = useShadows()
  for (let index = 0; index < 50; index++) expect((await rig.update(A, { state: {} })).status).toBe(200)
})
