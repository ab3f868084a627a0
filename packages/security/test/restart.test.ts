import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { IotHandlers } from '@iot-core-local/core'
import { createTestAccount } from '@iot-core-local/core/testing'
import { createSecurity } from '../src/index.js'
import { allow, connectAs, derOf, peerWith, policyOf, useAuthority } from './use-security.js'

async function open(file: string) {
  const account = createTestAccount({ file })
  const things = {
    bindingFor: () => undefined,
    exclusiveThingOf: () => undefined,
    groupsOf: () => [],
    groupExists: () => false,
    ancestorsOf: () => [],
    hasThings: () => false,
  }
  const security = createSecurity({ ...account, things, authority: await useAuthority(account) })
  const api = security.operations.iot as Required<IotHandlers>
  const close = async () => {
    await security.close()
    account.close()
  }
  return { account, security, api, call: account.call, close }
}

test('certificates, policies and the registration code are there after a restart', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'icl-security-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'account.sqlite')
  const first = await open(file)
  const { certificateArn: target = '', certificatePem = '' } = await first.api.CreateKeysAndCertificate({ setAsActive: true }, first.call)
  await first.api.CreatePolicy({ policyName: 'p', policyDocument: policyOf(allow('iot:Publish', '*')) }, first.call)
  await first.api.AttachPolicy({ policyName: 'p', target }, first.call)
  const code = await first.api.GetRegistrationCode({}, first.call)
  await first.close()
  const second = await open(file)
  onTestFinished(() => second.close())
  const outcome = await second.security.access.admitConnection(peerWith(derOf(certificatePem)), connectAs('c'))
  if (!outcome.isAdmitted) throw new Error(outcome.explanation)
  const publish = { action: 'iot:Publish', resource: second.account.arns.topic('a') } as const
  expect((await outcome.session.authorize(publish)).decision).toBe('ALLOWED')
  expect(await second.api.GetRegistrationCode({}, second.call)).toEqual(code)
})

test('a security that was closed counts no further changes', async () => {
  const { account, security, api, call, close } = await open(':memory:')
  onTestFinished(close)
  const before = security.access.epoch
  await api.CreatePolicy({ policyName: 'p', policyDocument: policyOf(allow('*', '*')) }, call)
  expect(security.access.epoch).toBe(before + 1)
  await security.close()
  account.events.publish({ type: 'policies.changed' })
  expect(security.access.epoch).toBe(before + 1)
})
