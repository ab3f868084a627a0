import {
  paginateListPrincipalThings,
  paginateListPrincipalThingsV2,
  paginateListThingPrincipals,
  paginateListThingPrincipalsV2,
} from '@aws-sdk/client-iot'
import { expect } from 'vitest'
import { registerCertificate } from '../support/certificates.js'
import {
  answers,
  type ConformanceCase,
  itemNames,
  PAGE_SIZE,
  paginates,
  refuses,
  refusesPageSize,
  refusesPattern,
} from '../support/conformance-case.js'
import { REGISTRY_NAME, UNKNOWN_CERTIFICATE_ID } from '../support/patterns.js'
import { expectRefusal } from '../support/refusal-of.js'
import { attachedLamp, fiveThings } from '../support/registry-situations.js'
import type { World } from '../support/world.js'

const THING_NAME = { member: 'thingName', pattern: REGISTRY_NAME } as const

async function fivePrincipals({ iot }: World): Promise<readonly string[]> {
  await iot.createThing({ thingName: 'lamp' })
  const arns: string[] = []
  for (const _ of itemNames('certificate')) {
    const { certificateArn } = await registerCertificate({ iot })
    await iot.attachThingPrincipal({ thingName: 'lamp', principal: certificateArn })
    arns.push(certificateArn)
  }
  // No order is documented (REG-024): the product's is by name.
  return arns.sort()
}

const PRINCIPAL = 'us-east-1:12345678-1234-1234-1234-123456789012'

async function fiveThingsOfAPrincipal(world: World): Promise<readonly string[]> {
  const names = await fiveThings(world)
  for (const thingName of names) await world.iot.attachThingPrincipal({ thingName, principal: PRINCIPAL })
  return names
}

/** What is attached to things. */
export const thingPrincipalCases: readonly ConformanceCase[] = [
  answers('REG-201', 'AttachThingPrincipal', 'a certificate is attached, and attached again', async (world) => {
    const { iot } = world
    const principal = await attachedLamp(world)
    await iot.attachThingPrincipal({ thingName: 'lamp', principal })
    expect((await iot.listThingPrincipals({ thingName: 'lamp' })).principals).toEqual([principal])
  }),
  refuses('REG-201', 'AttachThingPrincipal', 'ResourceNotFoundException', 'there is no such thing', {
    given: registerCertificate,
    when: ({ iot }, { certificateArn }) => iot.attachThingPrincipal({ thingName: 'none', principal: certificateArn }),
  }),
  refuses('REG-201', 'AttachThingPrincipal', 'ResourceNotFoundException', 'there is no such certificate', {
    given: ({ iot }) => iot.createThing({ thingName: 'lamp' }),
    when: ({ iot, arn }) => iot.attachThingPrincipal({ thingName: 'lamp', principal: arn(`cert/${UNKNOWN_CERTIFICATE_ID}`) }),
  }),
  refuses('REG-201', 'AttachThingPrincipal', 'InvalidRequestException', 'the principal is malformed', {
    given: ({ iot }) => iot.createThing({ thingName: 'lamp' }),
    when: ({ iot }) => iot.attachThingPrincipal({ thingName: 'lamp', principal: 'me' }),
  }),
  refuses('REG-203', 'AttachThingPrincipal', 'InvalidRequestException', 'the principal belongs to another thing alone', {
    given: async (world) => {
      await world.iot.createThing({ thingName: 'radio' })
      return attachedLamp(world, 'EXCLUSIVE_THING')
    },
    when: ({ iot }, principal) => iot.attachThingPrincipal({ thingName: 'radio', principal }),
  }),

  answers('REG-206', 'DetachThingPrincipal', 'the attachment ends at once', async (world) => {
    const { iot } = world
    const principal = await attachedLamp(world)
    await iot.detachThingPrincipal({ thingName: 'lamp', principal })
    expect((await iot.listThingPrincipals({ thingName: 'lamp' })).principals).toEqual([])
  }),
  answers('REG-204', 'AttachThingPrincipal', 'the same pair again with the other type changes the type', async (world) => {
    const { iot } = world
    const principal = await attachedLamp(world)
    const { certificateArn: other } = await registerCertificate({ iot })
    await iot.createThing({ thingName: 'radio' })
    await iot.attachThingPrincipal({ thingName: 'lamp', principal, thingPrincipalType: 'EXCLUSIVE_THING' })
    await expectRefusal(iot.attachThingPrincipal({ thingName: 'radio', principal }), 'InvalidRequestException')
    await iot.attachThingPrincipal({ thingName: 'radio', principal: other })
    await iot.detachThingPrincipal({ thingName: 'lamp', principal })
    await iot.attachThingPrincipal({ thingName: 'radio', principal })
    expect(new Set((await iot.listThingPrincipals({ thingName: 'radio' })).principals)).toEqual(new Set([principal, other]))
  }),
  refuses('REG-206', 'DetachThingPrincipal', 'ResourceNotFoundException', 'the two are not attached', {
    given: async ({ iot }) => {
      await iot.createThing({ thingName: 'lamp' })
      return registerCertificate({ iot })
    },
    when: ({ iot }, { certificateArn }) => iot.detachThingPrincipal({ thingName: 'lamp', principal: certificateArn }),
  }),
  refusesPattern('DetachThingPrincipal', {
    ...THING_NAME,
    when: ({ iot }, thingName) => iot.detachThingPrincipal({ thingName, principal: PRINCIPAL }),
  }),

  answers('REG-209', 'ListThingPrincipals', 'exclusive attachments are listed too', async (world) => {
    const principal = await attachedLamp(world, 'EXCLUSIVE_THING')
    expect((await world.iot.listThingPrincipals({ thingName: 'lamp' })).principals).toEqual([principal])
  }),
  refuses('REG-207', 'ListThingPrincipals', 'ResourceNotFoundException', 'there is no such thing', {
    when: ({ iot }) => iot.listThingPrincipals({ thingName: 'none' }),
    message: 'Failed to list principals for thing none because the thing does not exist in your account',
  }),
  refusesPageSize('ListThingPrincipals', 'maxResults', ({ iot }, maxResults) => iot.listThingPrincipals({ thingName: 'lamp', maxResults })),
  paginates('REG-020', 'ListThingPrincipals', 'the SDK walks through all pages', {
    given: fivePrincipals,
    when: ({ iot }) => paginateListThingPrincipals({ client: iot, pageSize: PAGE_SIZE }, { thingName: 'lamp' }),
    itemsOf: ({ principals }) => principals,
  }),

  answers('REG-208', 'ListThingPrincipalsV2', 'principals come with the kind of their attachment', async (world) => {
    const principal = await attachedLamp(world, 'EXCLUSIVE_THING')
    const list = (thingPrincipalType?: 'EXCLUSIVE_THING' | 'NON_EXCLUSIVE_THING') =>
      world.iot.listThingPrincipalsV2({ thingName: 'lamp', thingPrincipalType })
    const exclusive = [{ principal, thingPrincipalType: 'EXCLUSIVE_THING' }]
    expect((await list()).thingPrincipalObjects).toEqual(exclusive)
    expect((await list('EXCLUSIVE_THING')).thingPrincipalObjects).toEqual(exclusive)
    expect((await list('NON_EXCLUSIVE_THING')).thingPrincipalObjects).toEqual([])
  }),
  refuses('REG-207', 'ListThingPrincipalsV2', 'ResourceNotFoundException', 'there is no such thing', {
    when: ({ iot }) => iot.listThingPrincipalsV2({ thingName: 'none' }),
    message: 'Failed to list principals for thing none because the thing does not exist in your account',
  }),
  refusesPageSize('ListThingPrincipalsV2', 'maxResults', ({ iot }, maxResults) =>
    iot.listThingPrincipalsV2({ thingName: 'lamp', maxResults }),
  ),
  paginates('REG-020', 'ListThingPrincipalsV2', 'the SDK walks through all pages', {
    given: fivePrincipals,
    when: ({ iot }) => paginateListThingPrincipalsV2({ client: iot, pageSize: PAGE_SIZE }, { thingName: 'lamp' }),
    itemsOf: ({ thingPrincipalObjects }) => thingPrincipalObjects?.map(({ principal }) => principal),
  }),

  answers('REG-207', 'ListPrincipalThings', 'names of things come back', async (world) => {
    const principal = await attachedLamp(world)
    expect((await world.iot.listPrincipalThings({ principal })).things).toEqual(['lamp'])
  }),
  refuses('REG-200', 'ListPrincipalThings', 'InvalidRequestException', 'the principal is malformed', {
    when: ({ iot }) => iot.listPrincipalThings({ principal: 'me' }),
  }),
  refuses('REG-201', 'ListPrincipalThings', 'ResourceNotFoundException', 'there is no such certificate', {
    when: ({ iot, arn }) => iot.listPrincipalThings({ principal: arn(`cert/${UNKNOWN_CERTIFICATE_ID}`) }),
  }),
  paginates('REG-020', 'ListPrincipalThings', 'the SDK walks through all pages', {
    given: fiveThingsOfAPrincipal,
    when: ({ iot }) => paginateListPrincipalThings({ client: iot, pageSize: PAGE_SIZE }, { principal: PRINCIPAL }),
    itemsOf: ({ things }) => things,
  }),

  answers('REG-208', 'ListPrincipalThingsV2', 'things come with the kind of their attachment', async (world) => {
    const principal = await attachedLamp(world)
    const { principalThingObjects } = await world.iot.listPrincipalThingsV2({ principal })
    expect(principalThingObjects).toEqual([{ thingName: 'lamp', thingPrincipalType: 'NON_EXCLUSIVE_THING' }])
  }),
  refuses('REG-200', 'ListPrincipalThingsV2', 'InvalidRequestException', 'the principal is malformed', {
    when: ({ iot }) => iot.listPrincipalThingsV2({ principal: 'me' }),
  }),
  refuses('REG-201', 'ListPrincipalThingsV2', 'ResourceNotFoundException', 'there is no such certificate', {
    when: ({ iot, arn }) => iot.listPrincipalThingsV2({ principal: arn(`cert/${UNKNOWN_CERTIFICATE_ID}`) }),
  }),
  paginates('REG-020', 'ListPrincipalThingsV2', 'the SDK walks through all pages', {
    given: fiveThingsOfAPrincipal,
    when: ({ iot }) => paginateListPrincipalThingsV2({ client: iot, pageSize: PAGE_SIZE }, { principal: PRINCIPAL }),
    itemsOf: ({ principalThingObjects }) => principalThingObjects?.map(({ thingName }) => thingName),
  }),
]
