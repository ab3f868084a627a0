import { expect, test } from 'vitest'
import { prefixOf, useShadows } from './use-shadows.js'

const PACKAGES = { thingName: 'T', shadowName: '$package' }

test('a report of another service merges like an update, and subscribers hear of it', async () => {
  const rig = useShadows()
  await rig.update(PACKAGES, { state: { reported: { app: { version: '1.0', attributes: { os: 'linux' } }, old: { version: '3' } } } })
  const before = rig.account.published.length
  rig.shadows.reports.report('T', '$package', { app: { version: '2.0' }, old: null })
  expect(rig.stored(PACKAGES)).toMatchObject({
    state: { reported: { app: { version: '2.0', attributes: { os: 'linux' } } } },
    version: 2,
  })
  expect(rig.stored(PACKAGES)?.state.reported).not.toHaveProperty('old')
  expect(rig.account.published.slice(before).map(({ topic }) => topic)).toEqual([
    `${prefixOf(PACKAGES)}/update/documents`,
    `${prefixOf(PACKAGES)}/update/accepted`,
  ])
  expect(rig.account.seenEvents.at(-1)).toMatchObject({ type: 'shadow.updated', shadowName: '$package' })
})

test('a report belongs to the transaction that it is made in: with that it comes to nothing, and is told to nobody', () => {
  const rig = useShadows()
  const { store, published, seenEvents } = rig.account
  const attempt = () =>
    store.transaction(() => {
      rig.shadows.reports.report('T', '$package', { app: { version: '1.0' } })
      expect(published).toEqual([])
      throw new Error('undone')
    })
  expect(attempt).toThrow('undone')
  expect(rig.stored(PACKAGES)).toBeUndefined()
  expect([published, seenEvents]).toEqual([[], []])
})

test('[SHD-091] a report that a shadow has no room for is refused, and leaves the transaction as it was', () => {
  const rig = useShadows()
  rig.account.store.transaction(() => {
    rig.shadows.reports.report('T', '$package', { app: { version: '1.0' } })
    expect(() => rig.shadows.reports.report('T', '$package', { big: { version: 'x'.repeat(8_192) } })).toThrow(
      expect.objectContaining({ name: 'RequestEntityTooLargeException' }),
    )
  })
  expect(rig.stored(PACKAGES)?.state).toEqual({ reported: { app: { version: '1.0' } } })
})
