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
  DescribeJobCommand,
  DescribeJobExecutionCommand,
  GetRegistrationCodeCommand,
  IoTClient,
  RegisterCACertificateCommand,
  SearchIndexCommand,
  UpdateCertificateCommand,
  UpdateEventConfigurationsCommand,
  UpdateIndexingConfigurationCommand,
} from '@aws-sdk/client-iot'
import { IoTDataPlaneClient, UpdateThingShadowCommand } from '@aws-sdk/client-iot-data-plane'
import { expect, test } from 'vitest'
import { connect } from './support/mqtt-client.js'
import { createOwnCa, type KeyKind } from '../../examples/first-day/src/own-ca.js'
import { useEmulator } from './support/use-emulator.js'

const POLICY = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: 'iot:Connect', Resource: 'arn:aws:iot:*:*:client/${iot:Connection.Thing.ThingName}' },
    {
      Effect: 'Allow',
      Action: ['iot:Publish', 'iot:Receive'],
      Resource: 'arn:aws:iot:*:*:topic/$aws/things/${iot:Connection.Thing.ThingName}/*',
    },
    { Effect: 'Allow', Action: 'iot:Subscribe', Resource: 'arn:aws:iot:*:*:topicfilter/$aws/things/${iot:Connection.Thing.ThingName}/*' },
  ],
}

test.each<KeyKind>(['ec', 'rsa'])(
  "[PRV-210] a device's first day with an own %s CA, from unknown certificate to finished job",
  async (kind) => {
    const iot = await useEmulator({ time: 'manual', region: 'eu-central-1' })
    const control = new IoTClient(iot.clientConfig())
    const data = new IoTDataPlaneClient(iot.clientConfig())

    // Onboard: an own CA, and a rule whose function takes new devices in.
    const ca = await createOwnCa('Factory CA', kind)
    const { registrationCode } = await control.send(new GetRegistrationCodeCommand({}))
    const verification = await ca.issue(registrationCode ?? '')
    const { certificateId: caCertificateId } = await control.send(
      new RegisterCACertificateCommand({
        caCertificate: ca.certificatePem,
        verificationCertificate: verification.certificatePem,
        setAsActive: true,
        allowAutoRegistration: true,
      }),
    )
    await control.send(new CreatePolicyCommand({ policyName: 'device', policyDocument: JSON.stringify(POLICY) }))
    await control.send(new CreateThingGroupCommand({ thingGroupName: 'lamps' }))
    await control.send(
      new UpdateEventConfigurationsCommand({
        eventConfigurations: { THING: { Enabled: true }, JOB: { Enabled: true }, JOB_EXECUTION: { Enabled: true } },
      }),
    )
    await control.send(
      new UpdateIndexingConfigurationCommand({
        thingIndexingConfiguration: { thingIndexingMode: 'REGISTRY_AND_SHADOW', thingConnectivityIndexingMode: 'STATUS' },
      }),
    )
    iot.registerFunction('onboard', async (event) => {
      const { certificateId } = event as { certificateId: string }
      const { certificateDescription } = await control.send(new DescribeCertificateCommand({ certificateId }))
      const principal = certificateDescription?.certificateArn ?? ''
      await control.send(new UpdateCertificateCommand({ certificateId, newStatus: 'ACTIVE' }))
      await control.send(new CreateThingCommand({ thingName: 'lamp-1', attributePayload: { attributes: { site: 'berlin' } } }))
      await control.send(new AttachThingPrincipalCommand({ thingName: 'lamp-1', principal }))
      await control.send(new AttachPolicyCommand({ policyName: 'device', target: principal }))
      await control.send(new AddThingToThingGroupCommand({ thingName: 'lamp-1', thingGroupName: 'lamps' }))
    })
    await control.send(
      new CreateTopicRuleCommand({
        ruleName: 'onboard',
        topicRulePayload: {
          sql: `SELECT * FROM '$aws/events/certificates/registered/${caCertificateId ?? ''}' WHERE certificateStatus = 'PENDING_ACTIVATION'`,
          actions: [{ lambda: { functionArn: 'arn:aws:lambda:eu-central-1:000000000000:function:onboard' } }],
        },
      }),
    )

    // An unknown device: registered, refused, taken in by the function, admitted.
    const device = await ca.issue('lamp-1')
    const options = {
      protocol: 'mqtts',
      host: iot.host,
      port: iot.mqttsPort,
      ca: iot.caPem,
      cert: device.certificatePem,
      key: device.privateKeyPem,
      clientId: 'lamp-1',
    } as const
    const thingCreated = iot.waitFor.message('$aws/events/thing/lamp-1/created')
    const memberAdded = iot.waitFor.event('thingGroup.memberAdded')
    await expect(connect(options)).rejects.toThrow('closed before CONNACK')
    await memberAdded
    expect(await thingCreated).toMatchObject({
      json: { eventType: 'THING_EVENT', operation: 'CREATED', thingName: 'lamp-1', attributes: { site: 'berlin' } },
    })
    const presence = iot.waitFor.message('$aws/events/presence/connected/lamp-1')
    const lamp = await connect(options)
    expect(await presence).toMatchObject({ json: { clientId: 'lamp-1', eventType: 'connected' } })

    // Organize and monitor: shadow delta, search.
    await lamp.subscribe('$aws/things/lamp-1/shadow/update/delta', '$aws/things/lamp-1/shadow/update/accepted')
    await data.send(
      new UpdateThingShadowCommand({
        thingName: 'lamp-1',
        payload: Buffer.from('{"state":{"desired":{"on":true},"reported":{"on":false}}}'),
      }),
    )
    expect(await lamp.json('$aws/things/lamp-1/shadow/update/delta')).toMatchObject({ version: 1, state: { on: true } })
    await iot.time.advance({ seconds: 5 })
    const found = await control.send(
      new SearchIndexCommand({ queryString: 'attributes.site:berlin AND shadow.desired.on:true AND connectivity.connected:true' }),
    )
    expect(found.things?.map((thing) => thing.thingName)).toEqual(['lamp-1'])

    // Update: the device's agent executes a job of the group.
    await lamp.subscribe('$aws/things/lamp-1/jobs/notify-next', '$aws/things/lamp-1/jobs/+/get/accepted')
    await control.send(
      new CreateJobCommand({
        jobId: 'update-1',
        targets: [`arn:aws:iot:eu-central-1:000000000000:thinggroup/lamps`],
        document: '{"version":2}',
      }),
    )
    await iot.time.advance({ seconds: 5 })
    expect(await lamp.json('$aws/things/lamp-1/jobs/notify-next')).toMatchObject({
      execution: { jobId: 'update-1', status: 'QUEUED', jobDocument: { version: 2 } },
    })
    const jobDone = iot.waitFor.message('$aws/events/job/update-1/completed')
    await lamp.publish('$aws/things/lamp-1/jobs/update-1/update', { status: 'SUCCEEDED' })
    expect(await lamp.json('$aws/things/lamp-1/jobs/update-1/update/accepted')).toMatchObject({ timestamp: expect.any(Number) as number })
    await iot.time.advance({ seconds: 5 })
    await jobDone
    const { job } = await control.send(new DescribeJobCommand({ jobId: 'update-1' }))
    expect(job).toMatchObject({ status: 'COMPLETED', jobProcessDetails: { numberOfSucceededThings: 1 } })

    // A job that nobody answers times out, an hour later, at once.
    await control.send(
      new CreateJobCommand({
        jobId: 'update-2',
        targets: ['arn:aws:iot:eu-central-1:000000000000:thing/lamp-1'],
        document: '{}',
        timeoutConfig: { inProgressTimeoutInMinutes: 60 },
      }),
    )
    await iot.time.advance({ seconds: 5 })
    await lamp.publish('$aws/things/lamp-1/jobs/start-next', {})
    await lamp.message('$aws/things/lamp-1/jobs/start-next/accepted')
    await iot.time.advance({ hours: 1 })
    const { execution } = await control.send(new DescribeJobExecutionCommand({ jobId: 'update-2', thingName: 'lamp-1' }))
    expect(execution?.status).toBe('TIMED_OUT')

    // A forbidden publish closes the connection, and the decision names the nearest statement.
    await lamp.publish('other/topic', '{}', 0)
    await lamp.closed()
    const [refusal] = iot.decisions({ clientId: 'lamp-1', outcome: 'refused', kind: 'authorization' }).slice(-1)
    expect(refusal).toMatchObject({ action: 'iot:Publish', topic: 'other/topic', nearestStatement: { policyName: 'device' } })
  },
)
