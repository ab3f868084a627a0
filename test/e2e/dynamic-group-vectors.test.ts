import { readFileSync } from 'node:fs'
import { IoT } from '@aws-sdk/client-iot'
import { expect, onTestFinished, test } from 'vitest'
import { useEmulator } from './support/use-emulator.js'

/* The parity vectors of dynamic groups that call operations of the registry too. The others run in the package of fleet indexing. */

interface Step {
  readonly op: string
  readonly request?: { readonly queryString: string }
  readonly attributes?: Record<string, string>
}

interface Vector {
  readonly id: string
  readonly rules: readonly string[]
  readonly given: {
    readonly indexing: { readonly thingIndexingMode: 'REGISTRY' }
    readonly things?: readonly { readonly thingName: string; readonly attributes: Record<string, string> }[]
    readonly dynamicGroups: readonly { readonly thingGroupName: string; readonly queryString: string }[]
    readonly region?: string
    readonly account?: string
  }
  readonly when: Step | readonly Step[]
  readonly then: Expected | readonly (Expected | null)[]
}

interface Expected {
  readonly body?: Record<string, unknown>
  readonly things?: readonly string[]
}

const file = new URL('../conformance/vectors/indexing.json', import.meta.url)
const { vectors } = JSON.parse(readFileSync(file, 'utf8')) as { vectors: readonly Vector[] }
const OF_REGISTRY = new Set(['DescribeThingGroup', 'ListThingsInThingGroup', 'UpdateThing'])

const chosen = vectors.filter(
  ({ rules, when }) => rules.some((rule) => rule.startsWith('DTG')) && [when].flat().some(({ op }) => OF_REGISTRY.has(op)),
)

test('there are vectors to run', () => {
  expect(chosen.map(({ id }) => id)).toEqual(['IDV-101', 'IDV-103'])
})

test.each(chosen.map((vector) => [vector.rules.join(', '), vector.id, vector] as const))('[%s] %s holds', async (_rules, _id, vector) => {
  const { given } = vector
  const iot = await useEmulator({ time: 'manual' })
  const account = iot.account(given.account ?? '123456789012', given.region)
  const control = new IoT(account.clientConfig())
  onTestFinished(() => control.destroy())
  await control.updateIndexingConfiguration({ thingIndexingConfiguration: given.indexing })
  await iot.time.advance({ seconds: 1 })
  for (const { thingName, attributes } of given.things ?? []) await control.createThing({ thingName, attributePayload: { attributes } })
  for (const group of given.dynamicGroups) await control.createDynamicThingGroup(group)
  await iot.time.advance({ seconds: 1 })
  const [thing] = given.things ?? []
  const [group] = given.dynamicGroups
  const thingGroupName = group?.thingGroupName
  const expected = [vector.then].flat()
  for (const [index, { op, attributes }] of [vector.when].flat().entries()) {
    const wanted = expected[index] ?? {}
    if (op === 'UpdateThing') await control.updateThing({ thingName: thing?.thingName, attributePayload: { attributes } })
    else if (op === 'ListThingsInThingGroup') {
      expect((await control.listThingsInThingGroup({ thingGroupName })).things).toEqual(wanted.things)
    } else {
      const { $metadata: _, ...described } = await control.describeThingGroup({ thingGroupName })
      expect(described).toEqual(filled(wanted.body))
    }
  }
})

/** The vector's body with what any value of a kind may stand for. */
function filled(value: unknown): unknown {
  if (value === '$uuid') return expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  if (value === '$number') return expect.any(Date)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, filled(member)]))
}
