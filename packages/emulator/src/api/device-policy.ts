import type { Arns } from '@iot-core-local/core'

/** The name of the policy that devices get unless they are given another. */
export const DEVICE_POLICY_NAME = 'iot-core-local-device'

/**
 * What a device needs and no more: it connects as its thing, uses its own shadow, jobs and other `$aws/things` topics, the
 * commands to it as a thing and as a client, and topics below `<thing name>/`. Thing variables need the certificate to be attached to the thing, so one policy serves every device.
 */
export function devicePolicyDocument(arns: Arns): string {
  const thing = '${iot:Connection.Thing.ThingName}'
  const topics = [`$aws/things/${thing}/*`, `$aws/commands/things/${thing}/*`, '$aws/commands/clients/${iot:ClientId}/*', `${thing}/*`]
  const own = (kind: (id: string) => string): string[] => topics.map(kind)
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Sid: 'ConnectAsItself', Effect: 'Allow', Action: 'iot:Connect', Resource: arns.client(thing) },
      { Sid: 'OwnTopics', Effect: 'Allow', Action: ['iot:Publish', 'iot:Receive', 'iot:RetainPublish'], Resource: own(arns.topic) },
      { Sid: 'OwnTopicFilters', Effect: 'Allow', Action: 'iot:Subscribe', Resource: own(arns.topicFilter) },
    ],
  })
}
