import { expect, test } from 'vitest'
import { useRegistry } from './use-registry.js'

const START_MS = Date.parse('2026-01-02T03:04:05.678Z')

test('[REG-150] the same set of searchable attributes is the same configuration', async () => {
  const { call } = useRegistry()
  const create = (searchableAttributes: string[]): Promise<unknown> =>
    call('CreateThingType', { thingTypeName: 'y', thingTypeProperties: { searchableAttributes } })
  const first = await create(['wattage', 'model'])
  expect(await create(['model', 'wattage', 'model'])).toEqual(first)
  await expect(create(['model'])).rejects.toMatchObject({ name: 'ResourceAlreadyExistsException', members: { resourceId: 'y' } })
})

test('[REG-151] ListThingTypes shows all by name, or only the named one, without ids', async () => {
  const { call } = useRegistry()
  for (const thingTypeName of ['b', 'a']) await call('CreateThingType', { thingTypeName })
  const item = (thingTypeName: string): object => ({
    thingTypeName,
    thingTypeArn: `arn:aws:iot:us-west-2:123456789012:thingtype/${thingTypeName}`,
    thingTypeProperties: {},
    thingTypeMetadata: { deprecated: false, creationDate: new Date(START_MS) },
  })
  expect(await call('ListThingTypes', {})).toEqual({ thingTypes: [item('a'), item('b')] })
  expect(await call('ListThingTypes', { thingTypeName: 'b' })).toEqual({ thingTypes: [item('b')] })
  expect(await call('ListThingTypes', { thingTypeName: 'c' })).toEqual({ thingTypes: [] })
})

test('[REG-153, REG-156] a second deprecation keeps the date, and undoing it removes the date', async () => {
  const { call, account } = useRegistry()
  await call('CreateThingType', { thingTypeName: 'y' })
  await call('DeprecateThingType', { thingTypeName: 'y' })
  await account.timers.advance(60_000)
  await call('DeprecateThingType', { thingTypeName: 'y' })
  const metadata = async (): Promise<unknown> =>
    ((await call('DescribeThingType', { thingTypeName: 'y' })) as { thingTypeMetadata: unknown }).thingTypeMetadata
  expect(await metadata()).toEqual({ deprecated: true, creationDate: new Date(START_MS), deprecationDate: new Date(START_MS) })
  await call('DeprecateThingType', { thingTypeName: 'y', undoDeprecate: true })
  expect(await metadata()).toEqual({ deprecated: false, creationDate: new Date(START_MS) })
})

test('[REG-103, REG-153] things of a deprecated type stay and can be updated', async () => {
  const { call } = useRegistry()
  await call('CreateThingType', { thingTypeName: 'y' })
  await call('CreateThing', { thingName: 't', thingTypeName: 'y' })
  await call('DeprecateThingType', { thingTypeName: 'y' })
  await call('UpdateThing', { thingName: 't', thingTypeName: 'y', attributePayload: { attributes: { a: '1' } } })
  expect(await call('DescribeThing', { thingName: 't' })).toMatchObject({ thingTypeName: 'y', version: 2 })
})

test('[REG-154] a type goes five minutes after its deprecation, when no thing has it', async () => {
  const { call, account } = useRegistry()
  await call('CreateThingType', { thingTypeName: 'y' })
  await call('CreateThing', { thingName: 't', thingTypeName: 'y' })
  await call('DeprecateThingType', { thingTypeName: 'y' })
  await account.timers.advance(299_999)
  await expect(call('DeleteThingType', { thingTypeName: 'y' })).rejects.toThrow(
    'Cannot delete thing type : y. Please wait for 5 minutes after deprecation and then retry',
  )
  await account.timers.advance(1)
  await expect(call('DeleteThingType', { thingTypeName: 'y' })).rejects.toMatchObject({
    name: 'InvalidRequestException',
    message: 'Cannot delete thing type : y. There are still things associated with it.',
  })
  await call('DeleteThing', { thingName: 't' })
  expect(await call('DeleteThingType', { thingTypeName: 'y' })).toEqual({})
  await expect(call('DescribeThingType', { thingTypeName: 'y' })).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
})

test('[REG-155] the wait can be switched off', async () => {
  const { call } = useRegistry({ thingTypeDeletionDelayMs: 0 })
  await call('CreateThingType', { thingTypeName: 'y' })
  await call('DeprecateThingType', { thingTypeName: 'y' })
  expect(await call('DeleteThingType', { thingTypeName: 'y' })).toEqual({})
})

test('[REG-157, REG-158] propagating attributes are known by thing and follow the type', async () => {
  const { call, registry } = useRegistry()
  const propagatingAttributes = [
    { userPropertyKey: 'iot:ClientId', connectionAttribute: 'iot:ClientId' },
    { userPropertyKey: 'k', thingAttribute: 'a' },
  ]
  await call('CreateThingType', { thingTypeName: 'y', thingTypeProperties: { mqtt5Configuration: { propagatingAttributes } } })
  await call('CreateThing', { thingName: 't', thingTypeName: 'y' })
  await call('CreateThing', { thingName: 'plain' })
  expect(registry.things.propagatingAttributesOf('t')).toEqual(propagatingAttributes)
  expect(registry.things.propagatingAttributesOf('plain')).toEqual([])
  await call('UpdateThingType', { thingTypeName: 'y', thingTypeProperties: { mqtt5Configuration: { propagatingAttributes: [] } } })
  expect(registry.things.propagatingAttributesOf('t')).toEqual([])
})
