import { expect, test } from 'vitest'
import { START_MS, usePackages } from './use-packages.js'

const APP = { packageName: 'app', versionName: '1.0' } as const
const ARTIFACT = { s3Location: { bucket: 'firmware', key: 'image.bin', version: '12345' } }

test('a version is a draft that keeps what it is given', async () => {
  const h = usePackages()
  await h.create()
  const given = {
    ...APP,
    description: 'first',
    attributes: { os: 'linux', url: 'https://x/y?z' },
    artifact: ARTIFACT,
    recipe: '{"do":"it"}',
  }
  const packageVersionArn = 'arn:aws:iot:us-east-1:123456789012:package/app/version/1.0'
  const { artifact: _artifact, recipe: _recipe, ...answered } = given
  expect(await h.call('CreatePackageVersion', given)).toEqual({ ...answered, packageVersionArn, status: 'DRAFT' })
  expect(await h.call('GetPackageVersion', APP)).toEqual({
    ...given,
    packageVersionArn,
    status: 'DRAFT',
    creationDate: new Date(START_MS),
    lastModifiedDate: new Date(START_MS),
  })
})

test('a version needs its package, and a name of its own in it', async () => {
  const h = usePackages()
  expect(await h.refusal('CreatePackageVersion', APP)).toBe('ValidationException 400')
  await h.create('1.0')
  expect(await h.refusal('CreatePackageVersion', APP)).toBe('ConflictException 409')
  await h.call('CreatePackage', { packageName: 'other' })
  expect(await h.refusal('CreatePackageVersion', { ...APP, packageName: 'other' })).toBe('accepted')
  expect(await h.refusal('GetPackageVersion', { ...APP, versionName: '2' })).toBe('ResourceNotFoundException 404')
  expect(await h.refusal('UpdatePackageVersion', { ...APP, versionName: '2', action: 'PUBLISH' })).toBe('ResourceNotFoundException 404')
})

test('the attributes of a version have 3 KB together and no byte more, in UTF-8', async () => {
  const h = usePackages()
  await h.create('b')
  const create = (versionName: string, value: string) =>
    h.refusal('CreatePackageVersion', { packageName: 'app', versionName, attributes: { ab: value, cd: 'é' } })
  expect(await create('1', 'x'.repeat(3_066))).toBe('accepted')
  expect(await create('2', 'x'.repeat(3_067))).toBe('ValidationException 400')
  expect(await h.refusal('UpdatePackageVersion', { packageName: 'app', versionName: 'b', attributes: { a: 'x'.repeat(3_072) } })).toBe(
    'ValidationException 400',
  )
})

test('an artifact names a bucket and a key', async () => {
  const h = usePackages()
  await h.create()
  const artifacts = [{}, { s3Location: {} }, { s3Location: { bucket: 'b' } }, { s3Location: { key: 'k' } }]
  for (const artifact of artifacts) expect(await h.refusal('CreatePackageVersion', { ...APP, artifact })).toBe('ValidationException 400')
  const empty = { s3Location: { bucket: 'b', key: 'k', version: '' } }
  expect(await h.refusal('CreatePackageVersion', { ...APP, artifact: empty })).toBe('ValidationException 400')
  const artifact = { s3Location: { bucket: 'b', key: 'k' } }
  await h.call('CreatePackageVersion', { ...APP, artifact })
  expect(await h.call('GetPackageVersion', APP)).toMatchObject({ artifact })
})

test('a draft is published, a published version deprecated, a deprecated one published again, and nothing else', async () => {
  const h = usePackages()
  await h.create('1.0')
  const act = (action: 'PUBLISH' | 'DEPRECATE') => h.refusal('UpdatePackageVersion', { ...APP, action })
  const steps = [
    ['DEPRECATE', 'ConflictException 409', 'DRAFT'],
    ['PUBLISH', 'accepted', 'PUBLISHED'],
    ['PUBLISH', 'ConflictException 409', 'PUBLISHED'],
    ['DEPRECATE', 'accepted', 'DEPRECATED'],
    ['DEPRECATE', 'ConflictException 409', 'DEPRECATED'],
    ['PUBLISH', 'accepted', 'PUBLISHED'],
  ] as const
  for (const [action, outcome, status] of steps) expect([await act(action), await h.statusOf('1.0')]).toEqual([outcome, status])
})

test('what may be edited follows from the status; a refused edit changes nothing', async () => {
  const h = usePackages()
  await h.create('1.0')
  const edit = (part: object) => h.refusal('UpdatePackageVersion', { ...APP, ...part })
  const parts = [{ description: 'd' }, { recipe: '{}' }, { attributes: { a: 'b' } }, { artifact: ARTIFACT }]
  const outcomes = async () => {
    const seen: string[] = []
    for (const part of parts) seen.push(await edit(part))
    return seen
  }
  expect(await outcomes()).toEqual(['accepted', 'accepted', 'accepted', 'accepted'])
  await h.act('1.0', 'PUBLISH')
  expect(await outcomes()).toEqual(['accepted', 'accepted', 'ConflictException 409', 'ConflictException 409'])
  expect(await edit({ description: 'e', attributes: { a: 'c' } })).toBe('ConflictException 409')
  await h.act('1.0', 'DEPRECATE')
  expect(await outcomes()).toEqual(['accepted', 'ConflictException 409', 'ConflictException 409', 'ConflictException 409'])
  expect(await h.call('GetPackageVersion', APP)).toMatchObject({
    description: 'd',
    recipe: '{}',
    attributes: { a: 'b' },
    artifact: ARTIFACT,
    status: 'DEPRECATED',
  })
})

test('one request edits a draft and publishes it; attributes are replaced as a whole, and the rest stays', async () => {
  const h = usePackages()
  await h.create()
  await h.call('CreatePackageVersion', { ...APP, description: 'd', attributes: { a: '1', b: '2' } })
  await h.account.timers.advance(1_000)
  await h.call('UpdatePackageVersion', { ...APP, attributes: { c: '3' }, action: 'PUBLISH' })
  expect(await h.call('GetPackageVersion', APP)).toMatchObject({
    description: 'd',
    attributes: { c: '3' },
    status: 'PUBLISHED',
    creationDate: new Date(START_MS),
    lastModifiedDate: new Date(START_MS + 1_000),
  })
  expect(await h.refusal('UpdatePackageVersion', APP)).toBe('ValidationException 400')
  expect(h.service.catalog.find('app', '1.0')).toMatchObject({ status: 'PUBLISHED', attributes: { c: '3' }, artifact: undefined })
})

test('versions are listed by name, of one status if asked, and a package that is not there has none', async () => {
  const h = usePackages()
  await h.create('2', '10', '1', '3')
  for (const versionName of ['10', '3']) await h.act(versionName, 'PUBLISH')
  const names = async (input: object) => {
    const { packageVersionSummaries, nextToken } = await h.call('ListPackageVersions', { packageName: 'app', ...input })
    return { names: packageVersionSummaries?.map(({ versionName }) => versionName), nextToken }
  }
  expect(await names({})).toEqual({ names: ['1', '10', '2', '3'] })
  expect(await names({ status: 'PUBLISHED' })).toEqual({ names: ['10', '3'] })
  const { nextToken, names: first } = await names({ status: 'DRAFT', maxResults: 1 })
  expect(first).toEqual(['1'])
  expect(await names({ status: 'DRAFT', maxResults: 1, nextToken })).toEqual({ names: ['2'] })
  expect(await h.refusal('ListPackageVersions', { packageName: 'app', nextToken })).toBe('ValidationException 400')
  expect(await h.call('ListPackageVersions', { packageName: 'none' })).toEqual({ packageVersionSummaries: [] })
  expect((await h.call('ListPackageVersions', { packageName: 'app', status: 'PUBLISHED' })).packageVersionSummaries?.[0]).toEqual({
    packageName: 'app',
    versionName: '10',
    status: 'PUBLISHED',
    creationDate: new Date(START_MS),
    lastModifiedDate: new Date(START_MS),
  })
})
