import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { useRegistry } from './use-registry.js'

test('what was registered, and which events are on, is there after a restart', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'icl-registry-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'account.sqlite')
  const first = useRegistry({ account: { file } })
  await first.call('UpdateEventConfigurations', { eventConfigurations: { THING: { Enabled: true } } })
  await first.call('CreateThing', { thingName: 't', attributePayload: { attributes: { a: '1' } } })
  await first.registry.close()
  first.account.close()

  const second = useRegistry({ account: { file } })
  second.registry.start()
  expect(second.registry.isEventEnabled('THING')).toBe(true)
  await second.call('UpdateThing', { thingName: 't', attributePayload: { attributes: { a: '2' } } })
  expect(second.takeMessages()).toMatchObject([{ topic: '$aws/events/thing/t/updated', payload: { versionNumber: 2 } }])
})

test('two accounts do not see each other', async () => {
  const one = useRegistry()
  const other = useRegistry({ account: { accountId: '210987654321' } })
  await one.call('CreateThing', { thingName: 't' })
  expect(await other.call('ListThings', {})).toEqual({ things: [] })
})
