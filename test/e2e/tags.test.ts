import {
  CreateJobCommand,
  CreatePolicyCommand,
  CreateThingCommand,
  CreateThingGroupCommand,
  DeletePolicyCommand,
  IoTClient,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-iot'
import { expect, test } from 'vitest'
import { useEmulator } from './support/use-emulator.js'

test('[REG-530, JOB-117] resources of every package are tagged the same way', async () => {
  const iot = await useEmulator()
  const control = new IoTClient(iot.clientConfig())
  const tags = [{ Key: 'team', Value: 'ota' }]
  await control.send(new CreateThingCommand({ thingName: 'lamp-1' }))
  const policyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'iot:*', Resource: '*' }] })
  const { thingGroupArn } = await control.send(new CreateThingGroupCommand({ thingGroupName: 'lamps', tags }))
  const { policyArn } = await control.send(new CreatePolicyCommand({ policyName: 'all', policyDocument, tags }))
  const { jobArn } = await control.send(
    new CreateJobCommand({ jobId: 'job-1', targets: ['arn:aws:iot:us-east-1:000000000000:thing/lamp-1'], document: '{}', tags }),
  )
  const tagsOf = async (resourceArn: string | undefined): Promise<unknown> =>
    (await control.send(new ListTagsForResourceCommand({ resourceArn }))).tags
  for (const resourceArn of [thingGroupArn, policyArn, jobArn]) {
    expect(await tagsOf(resourceArn)).toEqual(tags)
    await control.send(new TagResourceCommand({ resourceArn, tags: [{ Key: 'stage', Value: 'beta' }] }))
    await control.send(new UntagResourceCommand({ resourceArn, tagKeys: ['team'] }))
    expect(await tagsOf(resourceArn)).toEqual([{ Key: 'stage', Value: 'beta' }])
  }
  await control.send(new DeletePolicyCommand({ policyName: 'all' }))
  await expect(tagsOf(policyArn)).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
})
