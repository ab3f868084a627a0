import { expect, test } from 'vitest'
import { type RegistryHarness, useRegistry } from './use-registry.js'

/* Section 15 of the registry reference: which error for which case, as far as the cases are this package's. */

export interface ErrorCase {
  readonly rule: string
  readonly case: string
  readonly given?: (harness: RegistryHarness) => void
  readonly when: readonly [operation: string, input: Record<string, unknown>]
  readonly then: readonly [status: number, exception: string, message: string | RegExp]
}

export const NOT_FOUND = 'The specified resource does not exist.'
export const CERTIFICATE = `arn:aws:iot:us-west-2:123456789012:cert/${'a'.repeat(64)}`
export const groupArn = (name: string): string => `arn:aws:iot:us-west-2:123456789012:thinggroup/${name}`

export const invalid = (message: string | RegExp) => [400, 'InvalidRequestException', message] as const
export const notFound = (message: string | RegExp = NOT_FOUND) => [404, 'ResourceNotFoundException', message] as const
export const exists = (message: string | RegExp) => [409, 'ResourceAlreadyExistsException', message] as const
export const versionConflict = (message: string | RegExp) => [409, 'VersionConflictException', message] as const
export const limit = (message: string | RegExp) => [410, 'LimitExceededException', message] as const

export const attributes = (count: number): { attributes: Record<string, string> } => ({
  attributes: Object.fromEntries(Array.from({ length: count }, (_, index) => [`a${String(index)}`, 'x'])),
})

export function aThing({ iot, account }: RegistryHarness): void {
  void iot.CreateThing({ thingName: 't' }, account.call)
}

export function aDeprecatedType({ iot, account }: RegistryHarness): void {
  void iot.CreateThingType({ thingTypeName: 'old' }, account.call)
  void iot.DeprecateThingType({ thingTypeName: 'old' }, account.call)
}

export function aGroup({ iot, account }: RegistryHarness): void {
  void iot.CreateThingGroup({ thingGroupName: 'g' }, account.call)
}

export function aDynamicGroup({ registry }: RegistryHarness): void {
  registry.dynamicGroups.create({ thingGroupName: 'd', indexName: 'AWS_Things', queryString: 'thingName:*', queryVersion: '2017-09-30' })
}

export function aThingInTenGroups({ iot, account }: RegistryHarness): void {
  void iot.CreateThing({ thingName: 't' }, account.call)
  for (let index = 0; index < 11; index++) {
    void iot.CreateThingGroup({ thingGroupName: `g${String(index)}` }, account.call)
    if (index < 10) void iot.AddThingToThingGroup({ thingName: 't', thingGroupName: `g${String(index)}` }, account.call)
  }
}

export function aThingAndItsPrincipal(harness: RegistryHarness, thingPrincipalType?: 'EXCLUSIVE_THING'): void {
  aThing(harness)
  void harness.iot.CreateThing({ thingName: 'other' }, harness.account.call)
  harness.addCertificate('a'.repeat(64))
  void harness.iot.AttachThingPrincipal({ thingName: 't', principal: CERTIFICATE, thingPrincipalType }, harness.account.call)
}

/** Each case is refused with its error, and changes nothing. */
export function testErrors(cases: readonly ErrorCase[]): void {
  test.each(cases.map((row) => [row.rule, row.case, row] as const))('[%s] %s', async (_rule, _case, { given, when, then }) => {
    const harness = useRegistry()
    given?.(harness)
    const before = harness.account.seenEvents.length
    const [status, exception, message] = then
    await expect(harness.call(...when)).rejects.toMatchObject({
      name: exception,
      status,
      message: typeof message === 'string' ? message : (expect.stringMatching(message) as unknown),
    })
    expect(harness.account.seenEvents).toHaveLength(before)
  })
}
