import { onTestFinished } from 'vitest'
import { createTestAccount, type TestAccount, type TestAccountOptions } from '@iot-core-local/core/testing'
import type { IotHandlers } from '@iot-core-local/core'
import { createRegistry, type Registry, type RegistryDeps, type RegistryOptions } from '../src/index.js'

export interface RegistryHarness {
  readonly account: TestAccount
  readonly registry: Registry
  readonly iot: Required<Pick<IotHandlers, RegistryOperation>>
  /** Registers a certificate and returns its ARN. */
  readonly addCertificate: (id?: string) => string
  /** Calls an operation by name, with members as they come over the wire. */
  readonly call: (operation: string, input: unknown) => Promise<unknown>
  /** MQTT messages since the last look, payloads parsed. */
  readonly takeMessages: () => { topic: string; payload: Record<string, unknown> }[]
}

export type RegistryOperation =
  | 'CreateThing'
  | 'DescribeThing'
  | 'UpdateThing'
  | 'DeleteThing'
  | 'ListThings'
  | 'CreateThingType'
  | 'DescribeThingType'
  | 'UpdateThingType'
  | 'DeprecateThingType'
  | 'DeleteThingType'
  | 'ListThingTypes'
  | 'AttachThingPrincipal'
  | 'DetachThingPrincipal'
  | 'ListThingPrincipals'
  | 'ListThingPrincipalsV2'
  | 'ListPrincipalThings'
  | 'ListPrincipalThingsV2'
  | 'CreateThingGroup'
  | 'DescribeThingGroup'
  | 'UpdateThingGroup'
  | 'DeleteThingGroup'
  | 'ListThingGroups'
  | 'AddThingToThingGroup'
  | 'RemoveThingFromThingGroup'
  | 'UpdateThingGroupsForThing'
  | 'ListThingsInThingGroup'
  | 'ListThingGroupsForThing'
  | 'CreateBillingGroup'
  | 'DescribeBillingGroup'
  | 'UpdateBillingGroup'
  | 'DeleteBillingGroup'
  | 'ListBillingGroups'
  | 'AddThingToBillingGroup'
  | 'RemoveThingFromBillingGroup'
  | 'ListThingsInBillingGroup'
  | 'TagResource'
  | 'UntagResource'
  | 'ListTagsForResource'
  | 'DescribeEventConfigurations'
  | 'UpdateEventConfigurations'
  | 'DescribeEndpoint'

interface HarnessOptions extends RegistryOptions {
  readonly account?: TestAccountOptions
  readonly resources?: RegistryDeps['resources']
}

/** A registry on a real store in memory with the clock held still; closed when the test ends. */
export function useRegistry(options: HarnessOptions = {}): RegistryHarness {
  const account = createTestAccount({ region: 'us-west-2', ...options.account })
  onTestFinished(() => account.close())
  const certificates = new Set<string>()
  const registry = createRegistry(
    {
      ...account,
      principals: { exists: (arn) => certificates.has(arn) },
      endpoints: { addressOf: (type) => (type === 'iot:Data' ? 'legacy.localhost' : `${type.slice(4).toLowerCase()}.localhost`) },
      ...(options.resources === undefined ? {} : { resources: options.resources }),
    },
    options,
  )
  // The handlers of this package are all there: a missing one fails the test that calls it.
  const iot = registry.operations.iot as RegistryHarness['iot']
  return {
    account,
    registry,
    iot,
    addCertificate: (id = account.ids.hex(64)) => {
      const arn = account.arns.certificate(id)
      certificates.add(arn)
      return arn
    },
    call: (operation, input) => {
      const handler = (registry.operations.iot as Record<string, ((input: unknown, call: unknown) => unknown) | undefined>)[operation]
      if (handler === undefined) throw new Error(`The registry has no operation ${operation}.`)
      return new Promise((resolve) => {
        resolve(handler(input, account.call))
      })
    },
    takeMessages: () =>
      account.published.splice(0).map(({ topic, payload }) => ({ topic, payload: JSON.parse(payload) as Record<string, unknown> })),
  }
}
