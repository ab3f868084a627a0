import { createArns, parseArn } from '@iot-core-local/core'
import { expect, test } from 'vitest'
import { START_MS, usePackages } from './use-packages.js'

test('a package is created, shown, changed and deleted', async () => {
  const h = usePackages()
  const packageArn = 'arn:aws:iot:us-east-1:123456789012:package/app'
  expect(await h.call('CreatePackage', { packageName: 'app', description: 'first' })).toEqual({
    packageName: 'app',
    packageArn,
    description: 'first',
  })
  const shown = {
    packageName: 'app',
    packageArn,
    description: 'first',
    creationDate: new Date(START_MS),
    lastModifiedDate: new Date(START_MS),
  }
  expect(await h.call('GetPackage', { packageName: 'app' })).toEqual(shown)
  await h.account.timers.advance(1_000)
  expect(await h.call('UpdatePackage', { packageName: 'app', description: 'second' })).toEqual({})
  expect(await h.call('GetPackage', { packageName: 'app' })).toEqual({
    ...shown,
    description: 'second',
    lastModifiedDate: new Date(START_MS + 1_000),
  })
  expect(await h.call('DeletePackage', { packageName: 'app' })).toEqual({})
  expect(await h.refusal('GetPackage', { packageName: 'app' })).toBe('ResourceNotFoundException 404')
})

test('a name that is taken is a conflict, until its package is deleted', async () => {
  const h = usePackages()
  await h.create()
  expect(await h.refusal('CreatePackage', { packageName: 'app' })).toBe('ConflictException 409')
  await h.call('DeletePackage', { packageName: 'app' })
  expect(await h.refusal('CreatePackage', { packageName: 'app' })).toBe('accepted')
})

test('nothing is put into the catalog while the thing index is off, and what is there can be read and deleted', async () => {
  const h = usePackages()
  await h.create('1', '2')
  h.isThingIndexOn = false
  expect(await h.refusal('CreatePackage', { packageName: 'b' })).toBe('ValidationException 400')
  expect(await h.refusal('CreatePackageVersion', { packageName: 'app', versionName: '3' })).toBe('ValidationException 400')
  expect(await h.refusal('UpdatePackage', { packageName: 'app', description: 'd' })).toBe('ValidationException 400')
  expect(await h.refusal('UpdatePackageVersion', { packageName: 'app', versionName: '1', action: 'PUBLISH' })).toBe(
    'ValidationException 400',
  )
  expect(await h.refusal('GetPackageVersion', { packageName: 'app', versionName: '1' })).toBe('accepted')
  expect(await h.refusal('DeletePackageVersion', { packageName: 'app', versionName: '1' })).toBe('accepted')
})

test('a package goes when its versions are gone; deleting what is not there is no error', async () => {
  const h = usePackages()
  await h.create('1')
  expect(await h.refusal('DeletePackage', { packageName: 'app' })).toBe('ValidationException 400')
  await h.call('DeletePackageVersion', { packageName: 'app', versionName: '1' })
  expect(await h.refusal('DeletePackageVersion', { packageName: 'app', versionName: '1' })).toBe('accepted')
  expect(await h.refusal('DeletePackage', { packageName: 'app' })).toBe('accepted')
  expect(await h.refusal('DeletePackage', { packageName: 'app' })).toBe('accepted')
})

test('a published or deprecated version is named as default, a draft is not, and nobody names one by itself', async () => {
  const h = usePackages()
  await h.create('1', '2', '3')
  await h.act('1', 'PUBLISH')
  await h.act('2', 'PUBLISH')
  await h.act('2', 'DEPRECATE')
  expect(await h.call('GetPackage', { packageName: 'app' })).not.toHaveProperty('defaultVersionName')
  const name = (defaultVersionName: string) => h.refusal('UpdatePackage', { packageName: 'app', defaultVersionName })
  expect(await name('3')).toBe('ConflictException 409')
  expect(await name('4')).toBe('ResourceNotFoundException 404')
  expect(await name('1')).toBe('accepted')
  expect(await name('2')).toBe('accepted')
  expect(await h.call('GetPackage', { packageName: 'app' })).toMatchObject({ defaultVersionName: '2' })
  expect(h.service.catalog.defaultVersionOf('app')).toBe('2')
})

test('the default version is not deleted until another one, or none, is named', async () => {
  const h = usePackages()
  await h.create('1', '2')
  await h.act('1', 'PUBLISH')
  await h.call('UpdatePackage', { packageName: 'app', defaultVersionName: '1' })
  const remove = () => h.refusal('DeletePackageVersion', { packageName: 'app', versionName: '1' })
  expect(await remove()).toBe('ValidationException 400')
  expect(await h.refusal('UpdatePackage', { packageName: 'app', defaultVersionName: '1', unsetDefaultVersion: true })).toBe(
    'ValidationException 400',
  )
  await h.call('UpdatePackage', { packageName: 'app', unsetDefaultVersion: true })
  expect(await h.call('GetPackage', { packageName: 'app' })).not.toHaveProperty('defaultVersionName')
  expect(await h.refusal('UpdatePackage', { packageName: 'app', unsetDefaultVersion: true })).toBe('accepted')
  expect(await remove()).toBe('accepted')
})

test('an UpdatePackage that says nothing is refused', async () => {
  const h = usePackages()
  await h.create()
  expect(await h.refusal('UpdatePackage', { packageName: 'app' })).toBe('ValidationException 400')
  expect(await h.refusal('UpdatePackage', { packageName: 'app', unsetDefaultVersion: false })).toBe('ValidationException 400')
  expect(await h.refusal('UpdatePackage', { packageName: 'none', description: 'd' })).toBe('ResourceNotFoundException 404')
})

test('tags come and go with packages and versions, and wrong ones leave nothing behind', async () => {
  const h = usePackages()
  const tags = { team: 'ota' }
  await h.call('CreatePackage', { packageName: 'app', tags })
  await h.call('CreatePackageVersion', { packageName: 'app', versionName: '1', tags })
  const arns = [h.arn('package/app'), h.arn('package/app/version/1')]
  const list = [{ Key: 'team', Value: 'ota' }]
  expect([...h.tags]).toEqual(arns.map((arn) => [arn, list]))
  expect(await h.refusal('CreatePackage', { packageName: 'b', tags: { 'aws:b': '' } })).toBe('ValidationException 400')
  expect(await h.refusal('GetPackage', { packageName: 'b' })).toBe('ResourceNotFoundException 404')
  await h.call('DeletePackageVersion', { packageName: 'app', versionName: '1' })
  await h.call('DeletePackage', { packageName: 'app' })
  expect(h.tags.size).toBe(0)
})

test('packages and versions can be tagged by their ARNs, and nothing else of that type', async () => {
  const h = usePackages()
  await h.create('1')
  const arns = createArns('123456789012', 'us-east-1')
  const exists = (resource: string) => {
    const arn = parseArn(arns.iot(resource))
    return arn === undefined ? undefined : h.service.taggable.exists(arn)
  }
  const resources = ['package/app', 'package/app/version/1', 'package/b', 'package/app/version/2', 'package/app/1', 'package/', 'job/app']
  expect(resources.map(exists)).toEqual([true, true, false, false, false, false, undefined])
})

test('lists are by name, in pages that lose nothing while things come and go', async () => {
  const h = usePackages()
  for (const packageName of ['c', 'a', 'd', 'b']) await h.call('CreatePackage', { packageName })
  const first = await h.call('ListPackages', { maxResults: 2 })
  expect(first.packageSummaries?.map(({ packageName }) => packageName)).toEqual(['a', 'b'])
  await h.call('DeletePackage', { packageName: 'b' })
  const second = await h.call('ListPackages', { maxResults: 2, nextToken: first.nextToken })
  expect(second).toEqual({
    packageSummaries: ['c', 'd'].map((packageName) => ({
      packageName,
      creationDate: new Date(START_MS),
      lastModifiedDate: new Date(START_MS),
    })),
  })
  expect(await h.refusal('ListPackageVersions', { packageName: 'a', nextToken: first.nextToken })).toBe('ValidationException 400')
  expect(await h.refusal('ListPackages', { nextToken: 'x' })).toBe('ValidationException 400')
})
