import { expect, test } from 'vitest'
import { useRegistry } from './use-registry.js'

test('[REG-101] absent and empty attributes are the same configuration', async () => {
  const { call } = useRegistry()
  const first = await call('CreateThing', { thingName: 't' })
  expect(await call('CreateThing', { thingName: 't', attributePayload: { attributes: {}, merge: true } })).toEqual(first)
})

test('[REG-033] a thing made again under its name has a new id', async () => {
  const { call } = useRegistry()
  const first = (await call('CreateThing', { thingName: 't' })) as { thingId: string }
  await call('DeleteThing', { thingName: 't', expectedVersion: 1 })
  const second = (await call('CreateThing', { thingName: 't' })) as { thingId: string }
  expect(second.thingId).not.toBe(first.thingId)
})

test.each([
  ['REG-107', 'no payload leaves attributes alone', undefined, { a: '1', b: '2' }],
  ['REG-107', 'a payload without attributes leaves them alone', { merge: false }, { a: '1', b: '2' }],
  ['REG-107', 'attributes replace the whole map', { attributes: { c: '3' } }, { c: '3' }],
  ['REG-107', 'an empty map removes all', { attributes: {} }, {}],
  ['REG-107', 'merge adds and overwrites', { attributes: { b: 'x', c: '3' }, merge: true }, { a: '1', b: 'x', c: '3' }],
  ['REG-107', 'an empty value removes when merging', { attributes: { a: '' }, merge: true }, { b: '2' }],
  ['REG-107', 'an empty value removes when replacing', { attributes: { a: '', b: '2' } }, { b: '2' }],
])('[%s] UpdateThing: %s', async (_rule, _case, attributePayload, attributes) => {
  const { call } = useRegistry()
  await call('CreateThing', { thingName: 't', attributePayload: { attributes: { a: '1', b: '2' } } })
  expect(await call('UpdateThing', { thingName: 't', attributePayload, expectedVersion: 1 })).toEqual({})
  expect(await call('DescribeThing', { thingName: 't' })).toMatchObject({ version: 2, attributes })
})

test('[REG-030] an attribute may be called like a member of every object', async () => {
  const { call } = useRegistry()
  const attributes = Object.fromEntries([
    ['__proto__', 'p'],
    ['constructor', 'c'],
  ])
  await call('CreateThing', { thingName: 't', attributePayload: { attributes } })
  const output = (await call('DescribeThing', { thingName: 't' })) as { attributes: Record<string, string> }
  expect(JSON.stringify(output.attributes)).toBe('{"__proto__":"p","constructor":"c"}')
})

test('[REG-104] 47 kilobytes of attributes fit and one byte more does not', async () => {
  const { call } = useRegistry()
  await call('CreateThingType', { thingTypeName: 'y' })
  // Values longer than the API model admits: 50 attributes of its greatest lengths stay below the limit, so only callers inside can reach it.
  const attributes = Object.fromEntries(
    Array.from({ length: 50 }, (_, index) => [`n${String(index).padStart(2, '0')}`, 'x'.repeat(index === 0 ? 978 : 959)]),
  )
  const bytes = Object.entries(attributes).reduce((sum, [name, value]) => sum + name.length + value.length, 0)
  expect(bytes).toBe(47 * 1024 - 9)
  const create = (thingName: string, more: number): Promise<unknown> =>
    call('CreateThing', {
      thingName,
      thingTypeName: 'y',
      attributePayload: { attributes: { ...attributes, n01: 'x'.repeat(959 + more) } },
    })
  await create('full', 9)
  await expect(create('over', 10)).rejects.toMatchObject({ name: 'InvalidRequestException', status: 400 })
})

test('[REG-112] groups, principals and billing groups do not change the version', async () => {
  const { call, addCertificate } = useRegistry()
  await call('CreateThing', { thingName: 't' })
  await call('CreateThingGroup', { thingGroupName: 'g' })
  await call('CreateBillingGroup', { billingGroupName: 'b' })
  await call('AddThingToThingGroup', { thingName: 't', thingGroupName: 'g' })
  await call('AddThingToBillingGroup', { thingName: 't', billingGroupName: 'b' })
  await call('AttachThingPrincipal', { thingName: 't', principal: addCertificate() })
  expect(await call('DescribeThing', { thingName: 't' })).toMatchObject({ version: 1, billingGroupName: 'b' })
})

test('[REG-115] deleting a thing ends its memberships', async () => {
  const { call, registry } = useRegistry()
  await call('CreateThingGroup', { thingGroupName: 'g' })
  await call('CreateBillingGroup', { billingGroupName: 'b' })
  await call('CreateThing', { thingName: 't', billingGroupName: 'b' })
  await call('AddThingToThingGroup', { thingName: 't', thingGroupName: 'g' })
  await call('DeleteThing', { thingName: 't' })
  await call('CreateThing', { thingName: 't' })
  expect(await call('ListThingsInThingGroup', { thingGroupName: 'g' })).toEqual({ things: [] })
  expect(await call('ListThingsInBillingGroup', { billingGroupName: 'b' })).toEqual({ things: [] })
  expect(registry.things.allGroupsOf('t')).toEqual([])
})

test('[REG-118, REG-120, REG-121] ListThings finds by type and by searchable attribute', async () => {
  const { call } = useRegistry()
  await call('CreateThingType', { thingTypeName: 'bulb', thingTypeProperties: { searchableAttributes: ['model'] } })
  const create = (thingName: string, attributes: Record<string, string>, thingTypeName?: string): Promise<unknown> =>
    call('CreateThing', { thingName, thingTypeName, attributePayload: { attributes } })
  await create('plain', { model: 'm1', watt: '60' })
  await create('typed', { model: 'm10', watt: '60' }, 'bulb')
  await create('other', { model: 'n1' })
  const find = async (filter: object): Promise<string[]> => {
    const { things } = (await call('ListThings', filter)) as { things: { thingName: string }[] }
    return things.map(({ thingName }) => thingName)
  }
  expect(await find({})).toEqual(['other', 'plain', 'typed'])
  expect(await find({ thingTypeName: 'bulb' })).toEqual(['typed'])
  expect(await find({ thingTypeName: 'nothing' })).toEqual([])
  expect(await find({ attributeName: 'model' })).toEqual(['other', 'plain', 'typed'])
  expect(await find({ attributeName: 'watt' })).toEqual(['plain'])
  expect(await find({ attributeName: 'model', attributeValue: 'm1' })).toEqual(['plain'])
  expect(await find({ attributeName: 'model', attributeValue: 'm1', usePrefixAttributeValue: true })).toEqual(['plain', 'typed'])
  expect(await find({ attributeName: 'model', attributeValue: '1', usePrefixAttributeValue: true })).toEqual([])
})

test('[REG-120] what can be found follows updates of attributes and type', async () => {
  const { call } = useRegistry()
  await call('CreateThingType', { thingTypeName: 'bulb', thingTypeProperties: { searchableAttributes: ['model'] } })
  await call('CreateThing', { thingName: 't', attributePayload: { attributes: { model: 'm1', watt: '60' } } })
  const finds = async (attributeName: string, attributeValue?: string): Promise<boolean> => {
    const { things } = (await call('ListThings', { attributeName, attributeValue })) as { things: unknown[] }
    return things.length === 1
  }
  await call('UpdateThing', { thingName: 't', attributePayload: { attributes: { model: 'm2' }, merge: true } })
  expect([await finds('model', 'm1'), await finds('model', 'm2'), await finds('watt')]).toEqual([false, true, true])
  await call('UpdateThing', { thingName: 't', thingTypeName: 'bulb' })
  expect([await finds('model', 'm2'), await finds('watt')]).toEqual([true, false])
  await call('UpdateThing', { thingName: 't', removeThingType: true })
  expect([await finds('model', 'm2'), await finds('watt')]).toEqual([true, true])
  await call('DeleteThing', { thingName: 't' })
  expect([await finds('model'), await finds('watt')]).toEqual([false, false])
})

test('domain events carry the state after and before', async () => {
  const { call, account } = useRegistry()
  await call('CreateThing', { thingName: 't', attributePayload: { attributes: { a: '1' } } })
  await call('UpdateThing', { thingName: 't', attributePayload: { attributes: { a: '2' } } })
  await call('CreateBillingGroup', { billingGroupName: 'b' })
  await call('AddThingToBillingGroup', { thingName: 't', billingGroupName: 'b' })
  await call('DeleteBillingGroup', { billingGroupName: 'b' })
  await call('DeleteThing', { thingName: 't' })
  expect(account.seenEvents).toMatchObject([
    { type: 'thing.created', thing: { thingName: 't', version: 1, attributes: { a: '1' } } },
    { type: 'thing.updated', thing: { version: 2, attributes: { a: '2' } }, previous: { version: 1, attributes: { a: '1' } } },
    { type: 'thing.billingGroupChanged', thing: { billingGroupName: 'b' }, previousBillingGroupName: undefined },
    { type: 'thing.billingGroupChanged', thing: { billingGroupName: undefined }, previousBillingGroupName: 'b' },
    { type: 'thing.deleted', thing: { version: 2 } },
  ])
})

test('every thing is walked once, in order, also across pages and while things are written', async () => {
  const { call, registry } = useRegistry()
  for (let index = 0; index < 1_201; index++) await call('CreateThing', { thingName: `t${String(index).padStart(4, '0')}` })
  const seen: string[] = []
  for (const { thingName } of registry.things.all()) {
    seen.push(thingName)
    if (thingName === 't0700') registry.deleteThing({ thingName: 't1100' })
  }
  expect(seen).toHaveLength(1_200)
  expect(seen).toEqual([...new Set(seen)].sort())
  expect([...registry.things.all('t1198')].map(({ thingName }) => thingName)).toEqual(['t1199', 't1200'])
})
