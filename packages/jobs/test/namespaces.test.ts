import { expect, test } from 'vitest'
import { at, useJobs } from './use-jobs.js'

const ROOT = '$aws/things/core/jobs'
const NAMESPACE = 'aws-gg-deployment'

test('[JOB-700] [JOB-701] [JOB-702] a namespaced job lives on its own topics only', async () => {
  const h = useJobs({ things: ['core'] })
  await h.createJob('deploy', [h.thing('core')], { namespaceId: NAMESPACE })
  const messages = h.take()
  expect(messages.map((message) => message.topic)).toEqual([
    `${ROOT}/notify-namespace-${NAMESPACE}`,
    `${ROOT}/notify-next-namespace-${NAMESPACE}`,
  ])
  expect(at(messages[1], 'payload.execution')).toMatchObject({ jobId: 'deploy', status: 'QUEUED', jobDocument: { operation: 'test' } })

  await h.publish(`${ROOT}/get`, {})
  await h.publish(`${ROOT}/$next/get`, {})
  await h.publish(`${ROOT}/deploy/get`, {})
  expect(h.take()).toMatchObject([
    { payload: { inProgressJobs: [], queuedJobs: [] } },
    { topic: `${ROOT}/$next/get/accepted`, payload: { timestamp: 1767323045 } },
    { topic: `${ROOT}/deploy/get/rejected`, payload: { code: 'ResourceNotFound' } },
  ])
  expect(await h.callData('StartNextPendingJobExecution', { thingName: 'core' })).toEqual({})

  const own = `${ROOT}/deploy/namespace-${NAMESPACE}`
  await h.publish(`${own}/update`, { status: 'IN_PROGRESS', clientToken: 'a' })
  await h.publish(`${own}/get`, { clientToken: 'b' })
  await h.publish(`${own}/update`, { status: 'SUCCEEDED', clientToken: 'c' })
  expect(h.take()).toMatchObject([
    { topic: `${own}/update/accepted`, to: 'requester', payload: { clientToken: 'a' } },
    { topic: `${own}/get/accepted`, payload: { clientToken: 'b', execution: { jobId: 'deploy', status: 'IN_PROGRESS' } } },
    { topic: `${own}/update/accepted`, payload: { clientToken: 'c' } },
    { topic: `${ROOT}/notify-namespace-${NAMESPACE}`, to: 'subscribers', payload: { jobs: {} } },
    { topic: `${ROOT}/notify-next-namespace-${NAMESPACE}`, payload: { timestamp: 1767323045 } },
  ])
  expect(at(await h.call('DescribeJob', { jobId: 'deploy' }), 'job')).toMatchObject({ status: 'COMPLETED', namespaceId: NAMESPACE })
})

test('[JOB-703] a Greengrass core that asks for its next deployment is answered when there is none', async () => {
  const h = useJobs({ things: ['core'] })
  await h.createJob('plain', [h.thing('core')])
  h.take()
  const topic = `${ROOT}/$next/namespace-${NAMESPACE}/get`
  await h.publish(topic, { clientToken: 't' })
  expect(h.take()).toEqual([{ topic: `${topic}/accepted`, to: 'requester', payload: { clientToken: 't', timestamp: 1767323045 } }])
  await h.publish(`${ROOT}/$next/elsewhere/get`, {})
  expect(h.take()).toMatchObject([{ topic: `${ROOT}/$next/elsewhere/get/rejected`, payload: { code: 'InvalidTopic' } }])
})

test('[JOB-702] the control plane finds a job under its namespace, and under no other', async () => {
  const h = useJobs({ things: ['core'] })
  await h.createJob('deploy', [h.thing('core')], { namespaceId: NAMESPACE })
  await h.createJob('plain', [h.thing('core')])
  const listed = await h.call('ListJobExecutionsForThing', { thingName: 'core', namespaceId: NAMESPACE })
  expect(at(listed, 'executionSummaries')).toMatchObject([{ jobId: 'deploy' }])
  expect(at(listed, 'executionSummaries')).toHaveLength(1)
  const input = { jobId: 'deploy', force: true }
  expect(await h.refusal('iot', 'DeleteJob', { ...input, namespaceId: 'other' })).toMatchObject({ name: 'ResourceNotFoundException' })
  expect(await h.call('DeleteJob', { ...input, namespaceId: NAMESPACE })).toEqual({})
})
