import { expect, test } from 'vitest'
import { useRegistry } from './use-registry.js'

test('[REG-310, REG-311] a billing group is made once and updated by version', async () => {
  const { call } = useRegistry()
  const input = { billingGroupName: 'b', billingGroupProperties: { billingGroupDescription: 'd' } }
  const first = await call('CreateBillingGroup', input)
  expect(await call('CreateBillingGroup', input)).toEqual(first)
  const update = (billingGroupProperties: object, expectedVersion: number): Promise<unknown> =>
    call('UpdateBillingGroup', { billingGroupName: 'b', billingGroupProperties, expectedVersion })
  expect(await update({}, 1)).toEqual({ version: 2 })
  expect(await call('DescribeBillingGroup', { billingGroupName: 'b' })).toMatchObject({
    version: 2,
    billingGroupProperties: { billingGroupDescription: 'd' },
  })
  expect(await update({ billingGroupDescription: '' }, 2)).toEqual({ version: 3 })
  expect(await call('DescribeBillingGroup', { billingGroupName: 'b' })).toMatchObject({ billingGroupProperties: {} })
})

test('[REG-312, REG-314] things come and go, and a group goes with things in it', async () => {
  const { call } = useRegistry()
  await call('CreateBillingGroup', { billingGroupName: 'b' })
  for (const thingName of ['y', 'x']) {
    await call('CreateThing', { thingName })
    await call('AddThingToBillingGroup', { thingName, billingGroupArn: 'arn:aws:iot:us-west-2:123456789012:billinggroup/b' })
    await call('AddThingToBillingGroup', { thingName, billingGroupName: 'b' })
  }
  expect(await call('ListThingsInBillingGroup', { billingGroupName: 'b' })).toEqual({ things: ['x', 'y'] })
  await call('RemoveThingFromBillingGroup', { thingName: 'x', billingGroupName: 'b' })
  expect(await call('RemoveThingFromBillingGroup', { thingName: 'x', billingGroupName: 'b' })).toEqual({})
  expect(await call('ListThingsInBillingGroup', { billingGroupName: 'b' })).toEqual({ things: ['y'] })
  await call('DeleteBillingGroup', { billingGroupName: 'b', expectedVersion: 1 })
  expect(await call('DescribeThing', { thingName: 'y' })).not.toHaveProperty('billingGroupName')
  expect(await call('DeleteBillingGroup', { billingGroupName: 'b' })).toEqual({})
})

test('[REG-314] billing groups are listed by name and prefix', async () => {
  const { call } = useRegistry()
  for (const billingGroupName of ['b2', 'a', 'b1']) await call('CreateBillingGroup', { billingGroupName })
  const item = (groupName: string): object => ({ groupName, groupArn: `arn:aws:iot:us-west-2:123456789012:billinggroup/${groupName}` })
  expect(await call('ListBillingGroups', {})).toEqual({ billingGroups: [item('a'), item('b1'), item('b2')] })
  expect(await call('ListBillingGroups', { namePrefixFilter: 'b' })).toEqual({ billingGroups: [item('b1'), item('b2')] })
})

test('[REG-312] there is room for 20,000 billing groups and no more', () => {
  const { account, iot } = useRegistry()
  account.store.transaction(() => {
    for (let index = 0; index < 20_000; index++) {
      account.store.db
        .prepare('INSERT INTO registry_billing_group (billing_group_name, billing_group_id, version, created_at_ms) VALUES (?, ?, 1, 0)')
        .run(`b${String(index)}`, String(index))
    }
  })
  expect(() => iot.CreateBillingGroup({ billingGroupName: 'more' }, account.call)).toThrow(
    expect.objectContaining({ name: 'LimitExceededException', status: 410 }),
  )
})
