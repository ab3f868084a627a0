import { expect, test } from 'vitest'
import { useRegistry } from './use-registry.js'

test.each([
  [undefined, 'legacy.localhost'],
  ['iot:Data', 'legacy.localhost'],
  ['iot:Data-ATS', 'data-ats.localhost'],
  ['iot:CredentialProvider', 'credentialprovider.localhost'],
  ['iot:Jobs', 'jobs.localhost'],
])('[REG-550, REG-552] the endpoint of type %s', async (endpointType, endpointAddress) => {
  const { call } = useRegistry()
  expect(await call('DescribeEndpoint', { endpointType })).toEqual({ endpointAddress })
})

test.each([undefined, 'iot:Data', 'iot:Jobs'])('[REG-553] in strict mode type %s is refused as retired', async (endpointType) => {
  const { call } = useRegistry({ retiredEndpointTypes: 'strict' })
  await expect(call('DescribeEndpoint', { endpointType })).rejects.toMatchObject({ name: 'InvalidRequestException', status: 400 })
  expect(await call('DescribeEndpoint', { endpointType: 'iot:Data-ATS' })).toEqual({ endpointAddress: 'data-ats.localhost' })
})

test('Device Advisor has no endpoint here and says so', async () => {
  const { call } = useRegistry()
  await expect(call('DescribeEndpoint', { endpointType: 'iot:DeviceAdvisor' })).rejects.toMatchObject({ name: 'NotImplementedException' })
})
