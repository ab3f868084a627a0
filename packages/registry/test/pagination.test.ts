import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type RegistryHarness, useRegistry } from './use-registry.js'

/* Things that are there from the first page to the last are listed exactly once, whatever is created and deleted in between. */

interface Listing {
  readonly operation: string
  readonly input: Record<string, unknown>
  readonly namesOf: (output: unknown) => string[]
}

const LISTINGS: readonly Listing[] = [
  { operation: 'ListThings', input: {}, namesOf: thingNames },
  { operation: 'ListThings', input: { thingTypeName: 'type' }, namesOf: thingNames },
  { operation: 'ListThings', input: { attributeName: 'color' }, namesOf: thingNames },
  { operation: 'ListThings', input: { attributeName: 'color', attributeValue: 'red' }, namesOf: thingNames },
  { operation: 'ListThings', input: { attributeName: 'color', attributeValue: 'r', usePrefixAttributeValue: true }, namesOf: thingNames },
  { operation: 'ListThingsInThingGroup', input: { thingGroupName: 'root' }, namesOf: plainNames },
  { operation: 'ListThingsInThingGroup', input: { thingGroupName: 'root', recursive: true }, namesOf: plainNames },
  { operation: 'ListThingsInBillingGroup', input: { billingGroupName: 'bill' }, namesOf: plainNames },
]

const name = fc.stringMatching(/^[a-zA-Z0-9:_-]{1,6}$/)
const names = fc.uniqueArray(name, { maxLength: 25 })

test.each(LISTINGS.map((listing) => [`${listing.operation} ${JSON.stringify(listing.input)}`, listing] as const))(
  '[REG-020, REG-024] %s neither loses nor repeats',
  async (_title, listing) => {
    await fc.assert(
      fc.asyncProperty(names, names, names, fc.integer({ min: 1, max: 5 }), async (stable, doomed, late, maxResults) => {
        const harness = useRegistry()
        await prepare(harness)
        const stays = new Set(stable)
        const goes = doomed.filter((thingName) => !stays.has(thingName))
        const comes = late.filter((thingName) => !stays.has(thingName) && !goes.includes(thingName))
        for (const thingName of [...stable, ...goes]) await addEverywhere(harness, thingName, listing)

        const seen: string[] = []
        let nextToken: string | undefined
        do {
          const output = await harness.call(listing.operation, { ...listing.input, maxResults, nextToken })
          const page = listing.namesOf(output)
          expect(page.length).toBeLessThanOrEqual(maxResults)
          seen.push(...page)
          nextToken = (output as { nextToken?: string }).nextToken
          const leaving = goes.pop()
          if (leaving !== undefined) await harness.call('DeleteThing', { thingName: leaving })
          const coming = comes.pop()
          if (coming !== undefined) await addEverywhere(harness, coming, listing)
        } while (nextToken !== undefined)

        expect(new Set(seen).size).toBe(seen.length)
        expect(seen.filter((thingName) => stays.has(thingName)).sort()).toEqual([...stable].sort())
        harness.account.close()
      }),
      { numRuns: 20, seed: 20_260_102 },
    )
  },
)

test('[REG-022, REG-024] a page holds a hundred things unless told otherwise, ordered by name', async () => {
  const harness = useRegistry()
  for (let index = 0; index < 101; index++) await harness.call('CreateThing', { thingName: `t${String(index).padStart(3, '0')}` })
  const first = await harness.call('ListThings', {})
  expect(thingNames(first)).toEqual(Array.from({ length: 100 }, (_, index) => `t${String(index).padStart(3, '0')}`))
  const rest = await harness.call('ListThings', { nextToken: (first as { nextToken: string }).nextToken })
  expect(thingNames(rest)).toEqual(['t100'])
  expect(rest).not.toHaveProperty('nextToken')
})

test('[REG-026] a token of one list is refused by another', async () => {
  const harness = useRegistry()
  await prepare(harness)
  for (const thingName of ['a', 'b']) await addEverywhere(harness, thingName)
  const { nextToken } = (await harness.call('ListThings', { maxResults: 1 })) as { nextToken: string }
  await expect(harness.call('ListThings', { maxResults: 1, attributeName: 'color', nextToken })).rejects.toThrow('page token')
  await expect(harness.call('ListThingsInThingGroup', { thingGroupName: 'root', nextToken })).rejects.toThrow('page token')
})

async function prepare({ call }: RegistryHarness): Promise<void> {
  await call('CreateThingType', { thingTypeName: 'type', thingTypeProperties: { searchableAttributes: ['color'] } })
  await call('CreateBillingGroup', { billingGroupName: 'bill' })
  await call('CreateThingGroup', { thingGroupName: 'root' })
  await call('CreateThingGroup', { thingGroupName: 'n', parentGroupName: 'root' })
  await call('CreateThingGroup', { thingGroupName: 'z', parentGroupName: 'n' })
}

/** A thing that the listing finds; values and, in a recursive one, groups vary with the name. */
async function addEverywhere({ call }: RegistryHarness, thingName: string, listing?: Listing): Promise<void> {
  const variant = thingName.charCodeAt(0) % 3
  const color = listing?.input['usePrefixAttributeValue'] === true ? (['red', 'r', 'rose'][variant] ?? 'red') : 'red'
  const group = listing?.input['recursive'] === true ? (['root', 'n', 'z'][variant] ?? 'root') : 'root'
  await call('CreateThing', {
    thingName,
    thingTypeName: 'type',
    billingGroupName: 'bill',
    attributePayload: { attributes: { color } },
  })
  await call('AddThingToThingGroup', { thingName, thingGroupName: group })
}

function thingNames(output: unknown): string[] {
  return (output as { things: { thingName: string }[] }).things.map(({ thingName }) => thingName)
}

function plainNames(output: unknown): string[] {
  return (output as { things: string[] }).things
}
