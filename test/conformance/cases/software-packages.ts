import { paginateListPackages, paginateListPackageVersions } from '@aws-sdk/client-iot'
import { expect } from 'vitest'
import { answers, type AreaCases, itemNames, PAGE_SIZE, paginates, refuses } from '../support/conformance-case.js'
import { registryIndex } from '../support/indexing-situations.js'
import type { World } from '../support/world.js'

const NAME = '[a-zA-Z0-9-_.]+'
const APP = { packageName: 'app', versionName: '1.0' } as const
const ROLE = 'arn:aws:iam::123456789012:role/packages'
const clientToken = 'a-token-of-at-least-thirty-six-letters'

/** The package `app`; fleet indexing is on, which packages take. */
async function makePackage(world: World) {
  await registryIndex(world)
  return world.iot.createPackage({ packageName: 'app', description: 'what runs' })
}

/** The version `1.0` of the package `app`, a draft. */
async function makeVersion(world: World) {
  await makePackage(world)
  return world.iot.createPackageVersion({ ...APP, description: 'the first', attributes: { os: 'linux' } })
}

async function makePublished(world: World): Promise<void> {
  await makeVersion(world)
  await world.iot.updatePackageVersion({ ...APP, action: 'PUBLISH' })
}

async function makeDefault(world: World): Promise<void> {
  await makePublished(world)
  await world.iot.updatePackage({ packageName: 'app', defaultVersionName: '1.0' })
}

/** What is refused of a name that has a character too many. */
const badName = (member: string) =>
  `1 validation error detected: Value 'two words' at '${member}' failed to satisfy constraint: Member must satisfy regular expression pattern: ${NAME}`

export const softwarePackageCases: AreaCases = {
  notApplicable: (['CreatePackage', 'CreatePackageVersion'] as const).map((operation) => ({
    operation,
    error: 'ServiceQuotaExceededException' as const,
    reason: 'Quotas on packages and versions are not enforced; more than fifty tags break the bound of the model.',
  })),
  cases: [
    answers('API-037', 'CreatePackage', 'name, ARN and description, and the same again under the same token', async (world) => {
      await registryIndex(world)
      const request = { packageName: 'app', description: 'what runs', tags: { team: 'ota' }, clientToken }
      const { $metadata: _, ...created } = await world.iot.createPackage(request)
      expect(created).toEqual({ packageName: 'app', packageArn: world.arn('package/app'), description: 'what runs' })
      expect(await world.iot.createPackage(request)).toMatchObject(created)
      const { tags } = await world.iot.listTagsForResource({ resourceArn: world.arn('package/app') })
      expect(tags).toEqual([{ Key: 'team', Value: 'ota' }])
    }),
    refuses('API-061', 'CreatePackage', 'ValidationException', 'the name does not match its pattern', {
      when: ({ iot }) => iot.createPackage({ packageName: 'two words' }),
      message: badName('packageName'),
    }),
    refuses('API-054', 'CreatePackage', 'ValidationException', 'fleet indexing is off', {
      when: ({ iot }) => iot.createPackage({ packageName: 'app' }),
      message: /UpdateIndexingConfiguration/,
    }),
    refuses('API-061', 'CreatePackage', 'ValidationException', 'there are 51 tags', {
      when: ({ iot }) =>
        iot.createPackage({
          packageName: 'app',
          tags: Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`key-${index}`, 'v'])),
        }),
    }),
    refuses('API-054', 'CreatePackage', 'ConflictException', 'the name is taken', {
      given: makePackage,
      when: ({ iot }) => iot.createPackage({ packageName: 'app' }),
      members: () => ({ resourceId: 'app' }),
    }),
    refuses('API-037', 'CreatePackage', 'ConflictException', 'the token came with another name', {
      given: async (world) => {
        await registryIndex(world)
        await world.iot.createPackage({ packageName: 'app', clientToken })
      },
      when: ({ iot }) => iot.createPackage({ packageName: 'lib', clientToken }),
    }),

    answers('API-054', 'GetPackage', 'the package with its default version', async (world) => {
      await makeDefault(world)
      const { $metadata: _, ...shown } = await world.iot.getPackage({ packageName: 'app' })
      const now = world.time.now()
      expect(shown).toEqual({
        packageName: 'app',
        packageArn: world.arn('package/app'),
        description: 'what runs',
        defaultVersionName: '1.0',
        creationDate: now,
        lastModifiedDate: now,
      })
    }),
    refuses('API-061', 'GetPackage', 'ValidationException', 'the name does not match its pattern', {
      when: ({ iot }) => iot.getPackage({ packageName: 'two words' }),
      message: badName('packageName'),
    }),
    refuses('API-054', 'GetPackage', 'ResourceNotFoundException', 'there is no such package', {
      when: ({ iot }) => iot.getPackage({ packageName: 'none' }),
    }),

    answers('API-054', 'UpdatePackage', 'a description, a default version, and none again', async (world) => {
      await makeDefault(world)
      await world.iot.updatePackage({ packageName: 'app', description: 'changed', unsetDefaultVersion: true })
      const { description, defaultVersionName } = await world.iot.getPackage({ packageName: 'app' })
      expect([description, defaultVersionName]).toEqual(['changed', undefined])
    }),
    refuses('API-054', 'UpdatePackage', 'ValidationException', 'a default version is named and unset', {
      given: makePublished,
      when: ({ iot }) => iot.updatePackage({ packageName: 'app', defaultVersionName: '1.0', unsetDefaultVersion: true }),
    }),
    refuses('API-054', 'UpdatePackage', 'ConflictException', 'the default version is a draft', {
      given: makeVersion,
      when: ({ iot }) => iot.updatePackage({ packageName: 'app', defaultVersionName: '1.0' }),
    }),
    refuses('API-054', 'UpdatePackage', 'ResourceNotFoundException', 'there is no such package', {
      given: registryIndex,
      when: ({ iot }) => iot.updatePackage({ packageName: 'none', description: 'd' }),
    }),
    refuses('API-054', 'UpdatePackage', 'ResourceNotFoundException', 'there is no such version', {
      given: makePackage,
      when: ({ iot }) => iot.updatePackage({ packageName: 'app', defaultVersionName: '2.0' }),
    }),

    answers('API-054', 'DeletePackage', 'the package and its tags go', async (world) => {
      await makePackage(world)
      await world.iot.deletePackage({ packageName: 'app' })
      await world.iot.deletePackage({ packageName: 'app' })
      expect((await world.iot.listPackages({})).packageSummaries).toEqual([])
    }),
    refuses('API-054', 'DeletePackage', 'ValidationException', 'it has versions', {
      given: makeVersion,
      when: ({ iot }) => iot.deletePackage({ packageName: 'app' }),
    }),

    answers('API-054', 'ListPackages', 'by name', async (world) => {
      await makePackage(world)
      const now = world.time.now()
      expect((await world.iot.listPackages({})).packageSummaries).toEqual([
        { packageName: 'app', creationDate: now, lastModifiedDate: now },
      ])
    }),
    refuses('API-061', 'ListPackages', 'ValidationException', 'a page of 101 items is asked for', {
      when: ({ iot }) => iot.listPackages({ maxResults: 101 }),
    }),
    refuses('API-038', 'ListPackages', 'ValidationException', 'the token is not one of this list', {
      when: ({ iot }) => iot.listPackages({ nextToken: 'not-a-token' }),
    }),
    paginates('API-038', 'ListPackages', 'the SDK walks through all', {
      given: async (world) => {
        await registryIndex(world)
        const names = itemNames('package-')
        for (const packageName of names) await world.iot.createPackage({ packageName })
        return names
      },
      when: ({ iot }) => paginateListPackages({ client: iot, pageSize: PAGE_SIZE }, {}),
      itemsOf: ({ packageSummaries }) => packageSummaries?.map(({ packageName }) => packageName),
    }),

    answers('API-054', 'CreatePackageVersion', 'a draft', async (world) => {
      const { $metadata: _, ...created } = await makeVersion(world)
      expect(created).toEqual({
        ...APP,
        packageVersionArn: world.arn('package/app/version/1.0'),
        description: 'the first',
        attributes: { os: 'linux' },
        status: 'DRAFT',
      })
    }),
    refuses('API-061', 'CreatePackageVersion', 'ValidationException', 'the name does not match its pattern', {
      when: ({ iot }) => iot.createPackageVersion({ packageName: 'app', versionName: 'two words' }),
      message: badName('versionName'),
    }),
    refuses('API-054', 'CreatePackageVersion', 'ValidationException', 'its attributes have more than 3 KB', {
      given: makePackage,
      when: ({ iot }) => iot.createPackageVersion({ ...APP, attributes: { a: 'x'.repeat(3_072) } }),
    }),
    refuses('API-054', 'CreatePackageVersion', 'ValidationException', 'there is no such package', {
      given: registryIndex,
      when: ({ iot }) => iot.createPackageVersion(APP),
    }),
    refuses('API-054', 'CreatePackageVersion', 'ConflictException', 'the name is taken', {
      given: makeVersion,
      when: ({ iot }) => iot.createPackageVersion(APP),
      members: () => ({ resourceId: '1.0' }),
    }),

    answers('API-054', 'GetPackageVersion', 'all that it was given', async (world) => {
      await makePackage(world)
      const given = { ...APP, artifact: { s3Location: { bucket: 'b', key: 'k', version: 'v' } }, recipe: '{}', attributes: { a: 'b' } }
      await world.iot.createPackageVersion({ ...given, tags: { team: 'ota' } })
      const { $metadata: _, ...shown } = await world.iot.getPackageVersion(APP)
      const packageVersionArn = world.arn('package/app/version/1.0')
      const now = world.time.now()
      expect(shown).toEqual({ ...given, packageVersionArn, status: 'DRAFT', creationDate: now, lastModifiedDate: now })
      const { tags } = await world.iot.listTagsForResource({ resourceArn: packageVersionArn })
      expect(tags).toEqual([{ Key: 'team', Value: 'ota' }])
    }),
    refuses('API-061', 'GetPackageVersion', 'ValidationException', 'the name does not match its pattern', {
      when: ({ iot }) => iot.getPackageVersion({ packageName: 'app', versionName: 'two words' }),
      message: badName('versionName'),
    }),
    refuses('API-054', 'GetPackageVersion', 'ResourceNotFoundException', 'there is no such version', {
      given: makePackage,
      when: ({ iot }) => iot.getPackageVersion(APP),
    }),

    answers('JOB-119', 'UpdatePackageVersion', 'edits and publishes, deprecates, publishes again', async (world) => {
      await makeVersion(world)
      await world.iot.updatePackageVersion({ ...APP, attributes: { os: 'rtos' }, action: 'PUBLISH' })
      expect(await world.iot.getPackageVersion(APP)).toMatchObject({ status: 'PUBLISHED', attributes: { os: 'rtos' } })
      await world.iot.updatePackageVersion({ ...APP, action: 'DEPRECATE' })
      await world.iot.updatePackageVersion({ ...APP, action: 'PUBLISH' })
      expect((await world.iot.getPackageVersion(APP)).status).toBe('PUBLISHED')
    }),
    refuses('API-054', 'UpdatePackageVersion', 'ValidationException', 'nothing is to change', {
      given: makeVersion,
      when: ({ iot }) => iot.updatePackageVersion(APP),
    }),
    refuses('JOB-119', 'UpdatePackageVersion', 'ConflictException', 'a draft is to be deprecated', {
      given: makeVersion,
      when: ({ iot }) => iot.updatePackageVersion({ ...APP, action: 'DEPRECATE' }),
    }),
    refuses('JOB-119', 'UpdatePackageVersion', 'ConflictException', 'attributes of a published version are to change', {
      given: makePublished,
      when: ({ iot }) => iot.updatePackageVersion({ ...APP, attributes: { os: 'rtos' } }),
      members: () => ({ resourceId: '1.0' }),
    }),
    refuses('API-054', 'UpdatePackageVersion', 'ResourceNotFoundException', 'there is no such version', {
      given: makePackage,
      when: ({ iot }) => iot.updatePackageVersion({ ...APP, action: 'PUBLISH' }),
    }),

    answers('API-054', 'DeletePackageVersion', 'a published version goes', async (world) => {
      await makePublished(world)
      await world.iot.deletePackageVersion(APP)
      expect((await world.iot.listPackageVersions({ packageName: 'app' })).packageVersionSummaries).toEqual([])
    }),
    refuses('API-054', 'DeletePackageVersion', 'ValidationException', 'it is the default version', {
      given: makeDefault,
      when: ({ iot }) => iot.deletePackageVersion(APP),
    }),

    answers('API-054', 'ListPackageVersions', 'those of a status', async (world) => {
      await makePublished(world)
      await world.iot.createPackageVersion({ ...APP, versionName: '2.0' })
      const now = world.time.now()
      expect((await world.iot.listPackageVersions({ packageName: 'app', status: 'PUBLISHED' })).packageVersionSummaries).toEqual([
        { ...APP, status: 'PUBLISHED', creationDate: now, lastModifiedDate: now },
      ])
    }),
    refuses('API-061', 'ListPackageVersions', 'ValidationException', 'there is no such status', {
      when: ({ iot }) => iot.listPackageVersions({ packageName: 'app', status: 'DELETED' as never }),
    }),
    paginates('API-038', 'ListPackageVersions', 'the SDK walks through all', {
      given: async (world) => {
        await makePackage(world)
        const names = itemNames('v')
        for (const versionName of names) await world.iot.createPackageVersion({ packageName: 'app', versionName })
        return names
      },
      when: ({ iot }) => paginateListPackageVersions({ client: iot, pageSize: PAGE_SIZE }, { packageName: 'app' }),
      itemsOf: ({ packageVersionSummaries }) => packageVersionSummaries?.map(({ versionName }) => versionName),
    }),

    answers('JOB-120', 'GetPackageConfiguration', 'off, until it is switched on', async ({ iot }) => {
      expect((await iot.getPackageConfiguration({})).versionUpdateByJobsConfig).toEqual({ enabled: false })
    }),
    answers('JOB-120', 'UpdatePackageConfiguration', 'on with a role, and off', async ({ iot }) => {
      await iot.updatePackageConfiguration({ versionUpdateByJobsConfig: { enabled: true, roleArn: ROLE } })
      expect((await iot.getPackageConfiguration({})).versionUpdateByJobsConfig).toEqual({ enabled: true, roleArn: ROLE })
      await iot.updatePackageConfiguration({ versionUpdateByJobsConfig: { enabled: false } })
      expect((await iot.getPackageConfiguration({})).versionUpdateByJobsConfig).toEqual({ enabled: false, roleArn: ROLE })
    }),
    refuses('JOB-120', 'UpdatePackageConfiguration', 'ValidationException', 'it is on without a role', {
      when: ({ iot }) => iot.updatePackageConfiguration({ versionUpdateByJobsConfig: { enabled: true } }),
    }),
    refuses('API-037', 'UpdatePackageConfiguration', 'ConflictException', 'the token came with something else', {
      given: ({ iot }) => iot.updatePackageConfiguration({ versionUpdateByJobsConfig: { enabled: false }, clientToken }),
      when: ({ iot }) => iot.updatePackageConfiguration({ versionUpdateByJobsConfig: { enabled: true, roleArn: ROLE }, clientToken }),
    }),
  ],
}
