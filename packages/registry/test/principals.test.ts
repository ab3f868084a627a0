import { expect, test } from 'vitest'
import { useRegistry } from './use-registry.js'

const COGNITO = 'us-west-2:0f2c8ab1-5a49-4b5e-9d3d-0d1b6d1b2c3d'

test('[REG-200, REG-207, REG-208, REG-209] attachments are listed from both sides, in both versions', async () => {
  const { call, addCertificate } = useRegistry()
  const shared = addCertificate('a'.repeat(64))
  const exclusive = addCertificate('b'.repeat(64))
  for (const thingName of ['t', 'u']) {
    await call('CreateThing', { thingName })
    await call('AttachThingPrincipal', { thingName, principal: shared })
  }
  await call('AttachThingPrincipal', { thingName: 't', principal: exclusive, thingPrincipalType: 'EXCLUSIVE_THING' })
  await call('AttachThingPrincipal', { thingName: 't', principal: COGNITO })
  expect(await call('ListThingPrincipals', { thingName: 't' })).toEqual({ principals: [shared, exclusive, COGNITO] })
  expect(await call('ListThingPrincipalsV2', { thingName: 't' })).toEqual({
    thingPrincipalObjects: [
      { principal: shared, thingPrincipalType: 'NON_EXCLUSIVE_THING' },
      { principal: exclusive, thingPrincipalType: 'EXCLUSIVE_THING' },
      { principal: COGNITO, thingPrincipalType: 'NON_EXCLUSIVE_THING' },
    ],
  })
  expect(await call('ListThingPrincipalsV2', { thingName: 't', thingPrincipalType: 'EXCLUSIVE_THING' })).toEqual({
    thingPrincipalObjects: [{ principal: exclusive, thingPrincipalType: 'EXCLUSIVE_THING' }],
  })
  expect(await call('ListPrincipalThings', { principal: shared })).toEqual({ things: ['t', 'u'] })
  expect(await call('ListPrincipalThings', { principal: COGNITO })).toEqual({ things: ['t'] })
  expect(await call('ListPrincipalThingsV2', { principal: exclusive })).toEqual({
    principalThingObjects: [{ thingName: 't', thingPrincipalType: 'EXCLUSIVE_THING' }],
  })
  expect(await call('ListPrincipalThingsV2', { principal: shared, thingPrincipalType: 'EXCLUSIVE_THING' })).toEqual({
    principalThingObjects: [],
  })
  const first = (await call('ListThingPrincipals', { thingName: 't', maxResults: 2 })) as { nextToken: string }
  expect(await call('ListThingPrincipals', { thingName: 't', maxResults: 2, nextToken: first.nextToken })).toEqual({
    principals: [COGNITO],
  })
})

test('[REG-201, REG-204] the same pair again succeeds, and may change its type', async () => {
  const { call, addCertificate, account } = useRegistry()
  const principal = addCertificate()
  await call('CreateThing', { thingName: 't' })
  for (const thingPrincipalType of [undefined, undefined, 'EXCLUSIVE_THING', 'EXCLUSIVE_THING', 'NON_EXCLUSIVE_THING']) {
    expect(await call('AttachThingPrincipal', { thingName: 't', principal, thingPrincipalType })).toEqual({})
  }
  expect(account.seenEvents.slice(1)).toEqual(
    [false, true, false].map((isExclusive) => ({
      type: 'thing.principalAttached',
      thingName: 't',
      principalArn: principal,
      isExclusive,
    })),
  )
})

test('[REG-203, REG-206] a principal is free for others once it is detached, at once', async () => {
  const { call, addCertificate, registry } = useRegistry()
  const principal = addCertificate()
  for (const thingName of ['a', 'b']) await call('CreateThing', { thingName })
  await call('AttachThingPrincipal', { thingName: 'a', principal, thingPrincipalType: 'EXCLUSIVE_THING' })
  expect(registry.bindings.hasThings(principal)).toBe(true)
  expect(await call('DetachThingPrincipal', { thingName: 'a', principal })).toEqual({})
  expect(registry.bindings.hasThings(principal)).toBe(false)
  await call('AttachThingPrincipal', { thingName: 'b', principal, thingPrincipalType: 'EXCLUSIVE_THING' })
  expect(await call('DeleteThing', { thingName: 'a' })).toEqual({})
})

test('[SEC-601] a connection is bound to the exclusive thing, else to the attached thing named like its client id', async () => {
  const { call, addCertificate, registry } = useRegistry()
  const shared = addCertificate('a'.repeat(64))
  const exclusive = addCertificate('b'.repeat(64))
  await call('CreateThingType', { thingTypeName: 'y' })
  await call('CreateThing', { thingName: 'lamp', thingTypeName: 'y', attributePayload: { attributes: { a: '1' } } })
  await call('CreateThing', { thingName: 'stranger' })
  await call('AttachThingPrincipal', { thingName: 'lamp', principal: shared })
  await call('AttachThingPrincipal', { thingName: 'stranger', principal: exclusive, thingPrincipalType: 'EXCLUSIVE_THING' })
  const { bindings } = registry
  expect(bindings.bindingFor(shared, 'lamp')).toEqual({
    thingName: 'lamp',
    thingTypeName: 'y',
    attributes: { a: '1' },
    isExclusive: false,
  })
  expect(bindings.bindingFor(shared, 'Lamp')).toBeUndefined()
  expect(bindings.bindingFor(shared, 'stranger')).toBeUndefined()
  expect(bindings.bindingFor(exclusive, 'anything')).toMatchObject({ thingName: 'stranger', isExclusive: true })
  expect(bindings.bindingFor(exclusive, 'lamp')).toMatchObject({ thingName: 'stranger', isExclusive: true })
  expect(bindings.exclusiveThingOf(exclusive)).toBe('stranger')
  expect(bindings.exclusiveThingOf(shared)).toBeUndefined()
  expect(bindings.thingsOf(shared)).toEqual(['lamp'])
  expect(bindings.principalsOf('lamp')).toEqual([shared])
  expect(bindings.isAttached(shared, 'stranger')).toBe(false)
})
