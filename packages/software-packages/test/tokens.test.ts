import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { usePackages } from './use-packages.js'

const TOKEN = 't'.repeat(36)
const HOUR_MS = 3_600_000

test('[API-037] the same request under the same token is answered as before and changes nothing', async () => {
  const h = usePackages()
  const request = { packageName: 'app', description: 'd', clientToken: TOKEN }
  const answer = await h.call('CreatePackage', request)
  await h.call('UpdatePackage', { packageName: 'app', description: 'e' })
  expect(await h.call('CreatePackage', request)).toEqual(answer)
  expect(await h.call('GetPackage', { packageName: 'app' })).toMatchObject({ description: 'e' })
})

test('[API-037] the order of members is no difference, a value is', async () => {
  const h = usePackages()
  await h.create('1')
  const update = (attributes: Record<string, string>) =>
    h.refusal('UpdatePackageVersion', { packageName: 'app', versionName: '1', attributes, clientToken: TOKEN })
  expect(await update({ a: '1', b: '2' })).toBe('accepted')
  expect(await update({ b: '2', a: '1' })).toBe('accepted')
  expect(await update({ a: '1', b: '3' })).toBe('ConflictException 409')
})

test('[API-037] each operation has tokens of its own, and deletions refuse with the exception that they know', async () => {
  const h = usePackages()
  const clientToken = TOKEN
  await h.call('CreatePackage', { packageName: 'app', clientToken })
  await h.call('CreatePackageVersion', { packageName: 'app', versionName: '1', clientToken })
  expect(await h.refusal('CreatePackage', { packageName: 'b', clientToken })).toBe('ConflictException 409')
  await h.call('DeletePackageVersion', { packageName: 'app', versionName: '1', clientToken })
  expect(await h.refusal('DeletePackageVersion', { packageName: 'app', versionName: '2', clientToken })).toBe('ValidationException 400')
  await h.call('DeletePackage', { packageName: 'app', clientToken })
  expect(await h.refusal('DeletePackage', { packageName: 'b', clientToken })).toBe('ValidationException 400')
})

test('[API-037] a deletion under a token that was used does not delete what came since', async () => {
  const h = usePackages()
  await h.create('1')
  const request = { packageName: 'app', versionName: '1', clientToken: TOKEN }
  await h.call('DeletePackageVersion', request)
  await h.call('CreatePackageVersion', { packageName: 'app', versionName: '1' })
  await h.call('DeletePackageVersion', request)
  expect(await h.statusOf('1')).toBe('DRAFT')
})

test('[API-037] what was refused is not remembered', async () => {
  const h = usePackages()
  const request = { packageName: 'app', versionName: '1', clientToken: TOKEN }
  expect(await h.refusal('CreatePackageVersion', request)).toBe('ValidationException 400')
  await h.call('CreatePackage', { packageName: 'app' })
  expect(await h.refusal('CreatePackageVersion', request)).toBe('accepted')
})

test('a token is forgotten after a day, and forgotten tokens leave the store', async () => {
  const h = usePackages()
  const request = { packageName: 'app', clientToken: TOKEN }
  await h.call('CreatePackage', request)
  await h.account.timers.advance(24 * HOUR_MS - 1)
  expect(await h.refusal('CreatePackage', request)).toBe('accepted')
  await h.account.timers.advance(1)
  expect(await h.refusal('CreatePackage', request)).toBe('ConflictException 409')
  await h.call('CreatePackage', { packageName: 'b', clientToken: 'u'.repeat(36) })
  const kept = h.account.store.db.prepare('SELECT client_token FROM software_packages_requests').pluck().all()
  expect(kept).toEqual(['u'.repeat(36)])
})

test('the configuration is off until it is switched on, which takes a role', async () => {
  const h = usePackages()
  const roleArn = 'arn:aws:iam::123456789012:role/packages'
  const update = (versionUpdateByJobsConfig: object) => h.refusal('UpdatePackageConfiguration', { versionUpdateByJobsConfig })
  const shown = () => h.call('GetPackageConfiguration', {})
  expect(await shown()).toEqual({ versionUpdateByJobsConfig: { enabled: false } })
  expect(await update({ enabled: true })).toBe('ValidationException 400')
  expect(await update({ enabled: true, roleArn: 'arn:aws:iot:us-east-1:123456789012:thing/t' })).toBe('ValidationException 400')
  expect(await update({ enabled: true, roleArn })).toBe('accepted')
  expect(await shown()).toEqual({ versionUpdateByJobsConfig: { enabled: true, roleArn } })
  expect(h.service.catalog.isVersionUpdateEnabled()).toBe(true)
  expect(await update({ enabled: false })).toBe('accepted')
  expect(await shown()).toEqual({ versionUpdateByJobsConfig: { enabled: false, roleArn } })
  expect(await update({ enabled: true })).toBe('accepted')
  expect(h.service.catalog.isVersionUpdateEnabled()).toBe(true)
})

test('[API-037] a configuration under a token that came with another one is a conflict', async () => {
  const h = usePackages()
  const update = (enabled: boolean) =>
    h.refusal('UpdatePackageConfiguration', {
      versionUpdateByJobsConfig: { enabled, roleArn: 'arn:aws:iam::123456789012:role/packages' },
      clientToken: TOKEN,
    })
  expect(await update(true)).toBe('accepted')
  expect(await update(false)).toBe('ConflictException 409')
})

test('packages, versions, configuration and tokens outlive a restart', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'packages-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'account.sqlite')
  const before = usePackages({ file })
  const roleArn = 'arn:aws:iam::123456789012:role/packages'
  await before.create()
  await before.call('CreatePackageVersion', { packageName: 'app', versionName: '1', attributes: { a: 'b' }, clientToken: TOKEN })
  await before.act('1', 'PUBLISH')
  await before.call('UpdatePackage', { packageName: 'app', defaultVersionName: '1' })
  await before.call('UpdatePackageConfiguration', { versionUpdateByJobsConfig: { enabled: true, roleArn } })
  await before.close()
  const after = usePackages({ file })
  const { catalog } = after.service
  expect(catalog.defaultVersionOf('app')).toBe('1')
  expect(catalog.find('app', '1')).toMatchObject({ status: 'PUBLISHED', attributes: { a: 'b' } })
  expect(catalog.isVersionUpdateEnabled()).toBe(true)
  const again = { packageName: 'app', versionName: '1', attributes: { a: 'b' }, clientToken: TOKEN }
  expect(await after.refusal('CreatePackageVersion', again)).toBe('accepted')
})
