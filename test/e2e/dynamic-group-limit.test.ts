import { createTestAccount } from '@iot-core-local/core/testing'
import { createIndexer } from '@iot-core-local/indexer'
import { createRegistry } from '@iot-core-local/registry'
import * as fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'

/* The registry's rule of ten groups and the index that decides about members, together: whatever happens, the oldest matching groups have a thing. */

const STATIC_GROUPS = 9
const DYNAMIC_GROUPS = 5
const name = (prefix: string, count: number): fc.Arbitrary<string> =>
  fc.integer({ min: 0, max: count - 1 }).map((index) => `${prefix}${String(index)}`)

const change = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('color' as const), color: fc.constantFrom('red', 'blue', 'red blue') }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constantFrom('add', 'remove'), group: name('s', STATIC_GROUPS), isOverriding: fc.boolean() }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('query' as const),
      group: name('d', DYNAMIC_GROUPS),
      query: fc.constantFrom('*', 'attributes.color:red', 'attributes.color:blue', 'NOT attributes.color:red', 'thingGroupNames:s1'),
    }),
  },
  fc.record({ kind: fc.constantFrom('drop', 'dropStatic'), index: name('', DYNAMIC_GROUPS) }),
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('pause' as const), byMs: fc.constantFrom(0, 500) }) },
)

test('[DTG-012, DTG-013, REG-243] of the dynamic groups that find a thing, the oldest have it, as far as its static groups leave room', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 10, maxLength: 40 }), async (changes) => {
      const { registry, iot, advance } = await useRegistryAndIndex()
      for (const one of changes) {
        if (one.kind === 'pause') await advance(one.byMs)
        else await apply(iot, registry.groups.exists.bind(registry.groups), one)
      }
      await advance(1_000)
      const groups = [...registry.dynamicGroups.all()].sort((a, b) => a.creationNumber - b.creationNumber)
      const matching: string[] = []
      for (const { thingGroupName, queryString } of groups) {
        const { things = [] } = (await iot('SearchIndex', { queryString })) as { things?: { thingName: string }[] }
        if (things.some(({ thingName }) => thingName === 'lamp')) matching.push(thingGroupName)
      }
      const room = 10 - registry.things.groupsOf('lamp').length
      expect(registry.dynamicGroups.groupsOf('lamp')).toEqual(matching.slice(0, room).sort())
      expect(groups.map(({ status }) => status)).toEqual(groups.map(() => 'ACTIVE'))
    }),
    { numRuns: 40 },
  )
})

type Call = (operation: string, input: object) => Promise<unknown>

/** Refusals for want of room are part of the game. */
async function apply(
  iot: Call,
  exists: (thingGroupName: string) => boolean,
  one: Record<string, unknown> & { kind: string },
): Promise<void> {
  const { kind, group, query } = one
  const thingGroupName = String(group)
  if (kind === 'color') await iot('UpdateThing', { thingName: 'lamp', attributePayload: { attributes: { color: one['color'] } } })
  else if (kind === 'query') {
    const operation = exists(thingGroupName) ? 'UpdateDynamicThingGroup' : 'CreateDynamicThingGroup'
    await iot(operation, { thingGroupName, queryString: query, thingGroupProperties: {} })
  } else if (kind === 'drop') await iot('DeleteDynamicThingGroup', { thingGroupName: `d${String(one['index'])}` })
  else if (kind === 'dropStatic') {
    await iot('DeleteThingGroup', { thingGroupName: `s${String(one['index'])}` })
    await iot('CreateThingGroup', { thingGroupName: `s${String(one['index'])}` })
  } else if (kind === 'remove') await iot('RemoveThingFromThingGroup', { thingName: 'lamp', thingGroupName })
  else {
    const joining = iot('AddThingToThingGroup', { thingName: 'lamp', thingGroupName, overrideDynamicGroups: one['isOverriding'] })
    await joining.catch((error: unknown) => expect(error).toMatchObject({ name: 'InvalidRequestException' }))
  }
}

async function useRegistryAndIndex() {
  const account = createTestAccount()
  const registry = createRegistry({ ...account, principals: { exists: () => false }, endpoints: { addressOf: () => 'localhost' } })
  const indexer = createIndexer({
    ...account,
    dynamicGroups: registry.dynamicGroups,
    source: {
      things: (after) => registry.things.all(after),
      findThing: (thingName) => registry.things.find(thingName),
      groupsOf: (thingName) => registry.things.allGroupsOf(thingName),
      shadowsOf: () => [],
      connectionOf: () => undefined,
      thingGroups: (after) => registry.groups.all(after),
      findThingGroup: (thingGroupName) => registry.groups.find(thingGroupName),
    },
  })
  registry.start()
  indexer.start()
  onTestFinished(async () => {
    await indexer.close()
    await registry.close()
    account.close()
  })
  const handlers = { ...registry.operations.iot, ...indexer.operations.iot } as Record<string, (input: object, call: unknown) => unknown>
  const iot: Call = (operation, input) =>
    new Promise((resolve) => {
      resolve(handlers[operation]?.(input, account.call))
    })
  const advance = (byMs: number): Promise<void> => account.timers.advance(byMs)
  await iot('UpdateIndexingConfiguration', { thingIndexingConfiguration: { thingIndexingMode: 'REGISTRY' } })
  await advance(1_000)
  await iot('CreateThing', { thingName: 'lamp' })
  for (let index = 0; index < STATIC_GROUPS; index++) {
    const thingGroupName = `s${String(index)}`
    await iot('CreateThingGroup', { thingGroupName })
    await iot('AddThingToThingGroup', { thingName: 'lamp', thingGroupName })
  }
  for (let index = 0; index < DYNAMIC_GROUPS; index++) {
    await iot('CreateDynamicThingGroup', {
      thingGroupName: `d${String(index)}`,
      queryString: index % 2 === 0 ? '*' : 'attributes.color:red',
    })
  }
  return { registry, iot, advance }
}
