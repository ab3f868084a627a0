import { invalidRequest, notImplemented } from '@iot-core-local/core'
import type { InputOf, OutputOf } from '../api.js'
import type { Parts } from '../parts.js'
import type { EndpointType } from '../ports.js'

const ENDPOINT_TYPES: readonly EndpointType[] = ['iot:Data-ATS', 'iot:Data', 'iot:Data-Beta', 'iot:CredentialProvider', 'iot:Jobs']
const RETIRED: readonly EndpointType[] = ['iot:Data', 'iot:Jobs']

/** DescribeEndpoint (REG-550 to REG-555). @throws InvalidRequestException for an unknown type, and in strict mode for a retired one. */
export function describeEndpoint({ deps, options }: Parts, input: InputOf<'DescribeEndpoint'>): OutputOf<'DescribeEndpoint'> {
  const wanted = input.endpointType ?? 'iot:Data'
  if (wanted === 'iot:DeviceAdvisor') throw notImplemented('The endpoint of Device Advisor')
  const type = ENDPOINT_TYPES.find((known) => known === wanted)
  if (type === undefined) throw invalidRequest(`Endpoint type ${wanted} not recognized.`)
  if (options.retiredEndpointTypes === 'strict' && RETIRED.includes(type)) {
    throw invalidRequest(`Endpoint type ${wanted} is retired; use iot:Data-ATS.`)
  }
  return { endpointAddress: deps.endpoints.addressOf(type) }
}
