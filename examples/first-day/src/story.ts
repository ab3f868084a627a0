import {
  AddThingToThingGroupCommand,
  AttachPolicyCommand,
  AttachThingPrincipalCommand,
  CreateJobCommand,
  CreatePolicyCommand,
  CreateThingCommand,
  CreateThingGroupCommand,
  CreateTopicRuleCommand,
  DescribeCertificateCommand,
  DescribeJobExecutionCommand,
  GetRegistrationCodeCommand,
  type IoTClient,
  RegisterCACertificateCommand,
  SearchIndexCommand,
  UpdateCertificateCommand,
  UpdateEventConfigurationsCommand,
  UpdateIndexingConfigurationCommand,
} from '@aws-sdk/client-iot'
import { type IoTDataPlaneClient, UpdateThingShadowCommand } from '@aws-sdk/client-iot-data-plane'
import type { IotCoreLocal } from 'iot-core-local'
import { Device } from './device.js'
import type { Narrator } from './narrator.js'
import { createOwnCa } from './own-ca.js'
import { playDevice } from './play-device.js'

export interface Cast {
  readonly iot: IotCoreLocal
  readonly control: IoTClient
  readonly data: IoTDataPlaneClient
  readonly say: Narrator
}

const THING = '${iot:Connection.Thing.ThingName}'

const DEVICE_POLICY = {
  Version: '2012-10-17',
  Statement: [
    { Sid: 'ConnectAsItself', Effect: 'Allow', Action: 'iot:Connect', Resource: `arn:aws:iot:*:*:client/${THING}` },
    { Sid: 'OwnTopics', Effect: 'Allow', Action: ['iot:Publish', 'iot:Receive'], Resource: `arn:aws:iot:*:*:topic/$aws/things/${THING}/*` },
    { Sid: 'OwnFilters', Effect: 'Allow', Action: 'iot:Subscribe', Resource: `arn:aws:iot:*:*:topicfilter/$aws/things/${THING}/*` },
  ],
}

/** Onboard, organize, monitor, update: everything over real sockets, with the AWS SDK and mqtt.js. Throws when something is not as told. */
export async function tellFirstDay(cast: Cast): Promise<void> {
  const lamp = await onboard(cast)
  await organizeAndMonitor(cast, lamp)
  await update(cast, lamp)
  await timeOut(cast, lamp)
  await refuse(cast, lamp)
}

async function onboard({ iot, control, say }: Cast): Promise<Device> {
  say.chapter('Onboard: a factory with a CA of its own, and a device that nobody knows')
  const ca = await createOwnCa('Lamp Factory CA')
  const { registrationCode = '' } = await control.send(new GetRegistrationCodeCommand({}))
  const verification = await ca.issue(registrationCode)
  const registered = await control.send(
    new RegisterCACertificateCommand({
      caCertificate: ca.certificatePem,
      verificationCertificate: verification.certificatePem,
      setAsActive: true,
      allowAutoRegistration: true,
    }),
  )
  say.show('an elliptic-curve CA is registered for automatic registration', registered.certificateArn)
  await control.send(new CreatePolicyCommand({ policyName: 'lamps-own-topics', policyDocument: JSON.stringify(DEVICE_POLICY) }))
  await control.send(new CreateThingGroupCommand({ thingGroupName: 'lamps' }))
  const eventConfigurations = { THING: { Enabled: true }, JOB: { Enabled: true }, JOB_EXECUTION: { Enabled: true } }
  await control.send(new UpdateEventConfigurationsCommand({ eventConfigurations }))
  await control.send(
    new UpdateIndexingConfigurationCommand({
      thingIndexingConfiguration: { thingIndexingMode: 'REGISTRY_AND_SHADOW', thingConnectivityIndexingMode: 'STATUS' },
    }),
  )

  iot.registerFunction('take-in', async (event) => {
    const { certificateId } = event as { certificateId: string }
    const { certificateDescription } = await control.send(new DescribeCertificateCommand({ certificateId }))
    const principal = certificateDescription?.certificateArn
    say.tell(`  the rule calls the function: certificate ${certificateId.slice(0, 12)}… is ${certificateDescription?.status ?? 'unknown'}`)
    await control.send(new UpdateCertificateCommand({ certificateId, newStatus: 'ACTIVE' }))
    await control.send(new CreateThingCommand({ thingName: 'lamp-1', attributePayload: { attributes: { site: 'berlin' } } }))
    await control.send(new AttachThingPrincipalCommand({ thingName: 'lamp-1', principal }))
    await control.send(new AttachPolicyCommand({ policyName: 'lamps-own-topics', target: principal }))
    await control.send(new AddThingToThingGroupCommand({ thingName: 'lamp-1', thingGroupName: 'lamps' }))
  })
  const topicRulePayload = {
    sql: "SELECT * FROM '$aws/events/certificates/registered/#' WHERE certificateStatus = 'PENDING_ACTIVATION'",
    actions: [{ lambda: { functionArn: `arn:aws:lambda:${iot.region}:${iot.accountId}:function:take-in` } }],
  }
  await control.send(new CreateTopicRuleCommand({ ruleName: 'take_in_new_devices', topicRulePayload }))

  const { certificatePem: cert, privateKeyPem: key } = await ca.issue('lamp-1')
  const options = { protocol: 'mqtts', host: iot.host, port: iot.mqttsPort, ca: iot.caPem, cert, key, clientId: 'lamp-1' } as const
  const [created, joined] = [iot.waitFor.message('$aws/events/thing/lamp-1/created'), iot.waitFor.event('thingGroup.memberAdded')]
  if ((await Device.connect(options)) !== undefined) throw new Error('An unknown device was let in.')
  say.show(
    'the unknown device is hung up on, as on AWS, and registered',
    iot.decisions({ reason: 'REGISTERED_PENDING_ACTIVATION' }).at(-1)?.explanation,
  )
  say.show('the registry says what the function did', (await created).json)
  await joined
  const presence = iot.waitFor.message('$aws/events/presence/connected/lamp-1')
  const lamp = await Device.connect(options)
  if (lamp === undefined) throw new Error('The device was not let in after its certificate was activated.')
  say.show('the device tries again and is connected', (await presence).json)
  return lamp
}

async function organizeAndMonitor({ iot, control, data, say }: Cast, lamp: Device): Promise<void> {
  say.chapter('Organize and monitor: shadow and search')
  await lamp.subscribe('$aws/things/lamp-1/shadow/update/delta', '$aws/things/lamp-1/shadow/update/accepted')
  await lamp.publish('$aws/things/lamp-1/shadow/update', { state: { reported: { brightness: 20 } } })
  await lamp.message('$aws/things/lamp-1/shadow/update/accepted')
  await data.send(new UpdateThingShadowCommand({ thingName: 'lamp-1', payload: Buffer.from('{"state":{"desired":{"brightness":80}}}') }))
  say.show(
    'the application wants brightness 80, the lamp has 20 and gets the delta',
    await lamp.message('$aws/things/lamp-1/shadow/update/delta'),
  )
  await iot.time.advance({ seconds: 2 })
  const queryString = 'attributes.site:berlin AND shadow.desired.brightness > 50 AND connectivity.connected:true'
  const { things = [] } = await control.send(new SearchIndexCommand({ queryString }))
  if (things[0]?.thingName !== 'lamp-1') throw new Error('The search did not find the lamp.')
  say.show(
    `search: ${queryString}`,
    things.map((thing) => thing.thingName),
  )
}

async function update({ iot, control, say }: Cast, lamp: Device): Promise<void> {
  say.chapter('Update: a job for the group, which has a second lamp by now')
  const second = await iot.createDevice('lamp-2', { groups: ['lamps'] })
  await lamp.subscribe('$aws/things/lamp-1/jobs/notify-next')
  const targets = [`arn:aws:iot:${iot.region}:${iot.accountId}:thinggroup/lamps`]
  await control.send(new CreateJobCommand({ jobId: 'firmware-2', targets, document: '{"firmware":"2.0"}' }))
  await iot.time.advance({ seconds: 2 })
  say.show('the lamp is told of its next job', await lamp.message('$aws/things/lamp-1/jobs/notify-next'))
  const completed = iot.waitFor.message('$aws/events/job/firmware-2/completed')
  await lamp.publish('$aws/things/lamp-1/jobs/firmware-2/update', { status: 'SUCCEEDED', statusDetails: { installed: '2.0' } })
  await lamp.message('$aws/things/lamp-1/jobs/firmware-2/update/accepted')
  const played = await playDevice(second, iot.httpEndpoint, '--jobs', 'slow', '--pace', '20ms')
  say.tell('  the other one is played in a terminal: iot-core-local device run lamp-2 --jobs slow --once')
  for (const line of played) say.tell(`    ${line}`)
  await iot.time.advance({ seconds: 2 })
  say.show('both lamps report success, and the job is complete', (await completed).json)
}

async function timeOut({ iot, control, say }: Cast, lamp: Device): Promise<void> {
  say.chapter('A job that nobody answers')
  const targets = [`arn:aws:iot:${iot.region}:${iot.accountId}:thing/lamp-1`]
  await control.send(
    new CreateJobCommand({ jobId: 'forgotten', targets, document: '{}', timeoutConfig: { inProgressTimeoutInMinutes: 60 } }),
  )
  await iot.time.advance({ seconds: 2 })
  await lamp.publish('$aws/things/lamp-1/jobs/start-next', {})
  await lamp.message('$aws/things/lamp-1/jobs/start-next/accepted')
  const before = performance.now()
  await iot.time.advance({ hours: 1 })
  const { execution } = await control.send(new DescribeJobExecutionCommand({ jobId: 'forgotten', thingName: 'lamp-1' }))
  if (execution?.status !== 'TIMED_OUT') throw new Error(`The execution is ${execution?.status ?? 'gone'}.`)
  say.show(`an hour passes in ${String(Math.round(performance.now() - before))} ms, and the execution has timed out`, execution.status)
}

async function refuse({ iot, say }: Cast, lamp: Device): Promise<void> {
  say.chapter('A forbidden publish, and why it was refused')
  const presence = iot.waitFor.message('$aws/events/presence/disconnected/lamp-1')
  lamp.blurt('$aws/things/lamp-2/shadow/update', { state: { desired: { brightness: 0 } } })
  await lamp.closed()
  say.show('the connection is closed, as on AWS', (await presence).json)
  const refusal = iot.decisions({ outcome: 'refused', clientId: 'lamp-1', kind: 'authorization' }).at(-1)
  const nearest = refusal?.nearestStatement
  if (refusal === undefined || nearest === undefined) throw new Error('The refusal was not explained.')
  say.show('the decision says why', refusal.explanation)
  say.show(
    `the nearest statement: ${nearest.sid ?? ''} of policy ${nearest.policyName}, version ${nearest.policyVersionId}`,
    nearest.difference ?? nearest.resources,
  )
}
