import { expect, test } from 'vitest'
import { useRegistry } from './use-registry.js'

const arn = (resource: string): string => `arn:aws:iot:us-west-2:123456789012:${resource}`

test('[REG-530, REG-532] tags are overwritten by key, removed by key, and an absent key does not matter', async () => {
  const { call } = useRegistry()
  const resourceArn = arn('thingtype/y')
  await call('CreateThingType', {
    thingTypeName: 'y',
    tags: [
      { Key: 'a', Value: '1' },
      { Key: 'A', Value: '2' },
    ],
  })
  await call('TagResource', {
    resourceArn,
    tags: [
      { Key: 'a', Value: 'one' },
      { Key: 'empty', Value: '' },
    ],
  })
  await call('UntagResource', { resourceArn, tagKeys: ['A', 'never'] })
  expect(await call('ListTagsForResource', { resourceArn })).toEqual({
    tags: [
      { Key: 'a', Value: 'one' },
      { Key: 'empty', Value: '' },
    ],
  })
})

test.each([
  ['CreateThingGroup', 'DeleteThingGroup', 'thingGroupName', 'thinggroup'],
  ['CreateBillingGroup', 'DeleteBillingGroup', 'billingGroupName', 'billinggroup'],
])('[REG-532] tags given to %s vanish with the resource', async (create, remove, member, type) => {
  const { call, registry } = useRegistry()
  const resourceArn = arn(`${type}/r`)
  await call(create, { [member]: 'r', tags: [{ Key: 'k', Value: 'v' }] })
  expect(registry.tags.of(resourceArn)).toEqual([{ Key: 'k', Value: 'v' }])
  await call(remove, { [member]: 'r' })
  await expect(call('ListTagsForResource', { resourceArn })).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  await call(create, { [member]: 'r' })
  expect(registry.tags.of(resourceArn)).toEqual([])
})

test('[REG-531] resources of other packages are taggable as far as their owners know them', async () => {
  const policies = new Set(['mine'])
  const { call, registry } = useRegistry({
    resources: { exists: ({ resourceType, resourceId }) => (resourceType === 'policy' ? policies.has(resourceId) : undefined) },
  })
  const tags = [{ Key: 'k', Value: 'v' }]
  await call('TagResource', { resourceArn: arn('policy/mine'), tags })
  expect(registry.tags.of(arn('policy/mine'))).toEqual(tags)
  await expect(call('TagResource', { resourceArn: arn('policy/other'), tags })).rejects.toMatchObject({ status: 404 })
  await expect(call('TagResource', { resourceArn: arn('teapot/x'), tags })).rejects.toMatchObject({ status: 400 })
  registry.tags.add(arn('policy/mine'), [{ Key: 'z', Value: '' }])
  expect(registry.tags.of(arn('policy/mine'))).toHaveLength(2)
  registry.tags.removeAll(arn('policy/mine'))
  expect(registry.tags.of(arn('policy/mine'))).toEqual([])
})

test('resources nobody answers for are not falsely tagged', async () => {
  const { call } = useRegistry()
  await expect(call('TagResource', { resourceArn: arn('policy/p'), tags: [] })).rejects.toMatchObject({
    name: 'NotImplementedException',
    status: 501,
  })
})

test('[REG-532] a refused tag leaves none of the others', async () => {
  const { call, registry } = useRegistry()
  await call('CreateThingGroup', { thingGroupName: 'g' })
  const tags = [
    { Key: 'good', Value: '' },
    { Key: 'AWS:bad', Value: '' },
  ]
  await expect(call('TagResource', { resourceArn: arn('thinggroup/g'), tags })).rejects.toMatchObject({ status: 400 })
  expect(registry.tags.of(arn('thinggroup/g'))).toEqual([])
  await expect(call('CreateThingGroup', { thingGroupName: 'h', tags })).rejects.toMatchObject({ status: 400 })
  expect(registry.groups.exists('h')).toBe(false)
})
