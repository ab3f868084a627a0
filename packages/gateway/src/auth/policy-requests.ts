import type { AccessRequest, Arns } from '@iot-core-local/core'
import type { ApiOperation } from '../wire/api-operation.js'

type Input = Readonly<Record<string, unknown>>
type Requests = (input: Input, arns: Arns) => AccessRequest[]

/** What a client certificate's policies must allow for an operation of the data planes (SEC-505, BRK-290). */
const REQUESTS: Readonly<Record<string, Requests>> = {
  'iot-data/Publish': (input, arns) => {
    const resource = arns.topic(text(input, 'topic'))
    const publish: AccessRequest = { action: 'iot:Publish', resource }
    return input['retain'] === true ? [publish, { action: 'iot:RetainPublish', resource }] : [publish]
  },
  'iot-data/GetThingShadow': shadow('iot:GetThingShadow'),
  'iot-data/UpdateThingShadow': shadow('iot:UpdateThingShadow'),
  'iot-data/DeleteThingShadow': shadow('iot:DeleteThingShadow'),
  'iot-data/ListNamedShadowsForThing': () => [{ action: 'iot:ListNamedShadowsForThing', resource: '*' }],
  'iot-data/GetRetainedMessage': (input, arns) => [{ action: 'iot:GetRetainedMessage', resource: arns.topic(text(input, 'topic')) }],
  'iot-data/ListRetainedMessages': () => [{ action: 'iot:ListRetainedMessages', resource: '*' }],
  'iot-data/DeleteConnection': client('iot:DeleteConnection'),
  'iot-data/GetConnection': client('iot:GetConnection'),
  'iot-data/ListSubscriptions': client('iot:ListSubscriptions'),
  'iot-data/SendDirectMessage': client('iot:SendDirectMessage'),
  'iot-jobs-data/DescribeJobExecution': thing('iotjobsdata:DescribeJobExecution'),
  'iot-jobs-data/GetPendingJobExecutions': thing('iotjobsdata:GetPendingJobExecutions'),
  'iot-jobs-data/StartNextPendingJobExecution': thing('iotjobsdata:StartNextPendingJobExecution'),
  'iot-jobs-data/UpdateJobExecution': thing('iotjobsdata:UpdateJobExecution'),
}

/** The questions to ask of the policies; undefined where no IoT policy can allow the operation: it takes IAM credentials. */
export function policyRequests(operation: ApiOperation, input: Input, arns: Arns): AccessRequest[] | undefined {
  return REQUESTS[`${operation.service}/${operation.name}`]?.(input, arns)
}

function shadow(action: AccessRequest['action']): Requests {
  return (input, arns) => {
    const shadowName = text(input, 'shadowName')
    const thingName = text(input, 'thingName')
    return [{ action, resource: arns.thing(shadowName === '' ? thingName : `${thingName}/${shadowName}`) }]
  }
}

function thing(action: AccessRequest['action']): Requests {
  return (input, arns) => [{ action, resource: arns.thing(text(input, 'thingName')) }]
}

function client(action: AccessRequest['action']): Requests {
  return (input, arns) => [{ action, resource: arns.client(text(input, 'clientId')) }]
}

function text(input: Input, member: string): string {
  const value = input[member]
  return typeof value === 'string' ? value : ''
}
