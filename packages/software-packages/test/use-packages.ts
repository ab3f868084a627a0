import { type Call, type IotHandlers, ServiceError } from '@iot-core-local/core'
import { createTestAccount, type TestAccount, type TestAccountOptions } from '@iot-core-local/core/testing'
import { onTestFinished } from 'vitest'
import { createSoftwarePackages, type SoftwarePackages } from '../src/index.js'

export const START_MS = Date.parse('2026-01-02T03:04:05.678Z')

/** A catalog on an account of its own, with its own clean-up; fleet indexing is on. */
export function usePackages(options: TestAccountOptions = {}): PackagesHarness {
  const account = createTestAccount(options)
  const harness = new PackagesHarness(account)
  onTestFinished(() => harness.close())
  return harness
}

type Handlers = Required<IotHandlers>
type InputOf<Name extends keyof Handlers> = Parameters<Handlers[Name]>[0]
type OutputOf<Name extends keyof Handlers> = Awaited<ReturnType<Handlers[Name]>>

export class PackagesHarness {
  readonly account: TestAccount
  readonly service: SoftwarePackages
  /** What the registry would keep. */
  readonly tags = new Map<string, unknown>()
  isThingIndexOn = true
  #isClosed = false

  constructor(account: TestAccount) {
    this.account = account
    this.service = createSoftwarePackages({
      ...account,
      indexing: { isThingIndexOn: () => this.isThingIndexOn },
      tags: {
        add: (arn, tags) => {
          if (tags.some(({ Key = '' }) => Key.startsWith('aws:')))
            throw new ServiceError('InvalidRequestException', 'aws:', { status: 400 })
          this.tags.set(arn, tags)
        },
        removeAll: (arn) => void this.tags.delete(arn),
      },
    })
    this.service.start()
  }

  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    await this.service.close()
    this.account.close()
  }

  /** Calls an operation as the edge would, its input validated. */
  async call<Name extends keyof Handlers>(operation: Name, input: InputOf<Name>): Promise<OutputOf<Name>> {
    const handler: unknown = this.service.operations.iot?.[operation]
    if (typeof handler !== 'function') throw new Error(`No ${operation}.`)
    return (handler as (input: unknown, call: Call) => OutputOf<Name> | Promise<OutputOf<Name>>)(input, this.account.call)
  }

  /** The name and status of the error an operation answers with. */
  async refusal<Name extends keyof Handlers>(operation: Name, input: InputOf<Name>): Promise<string> {
    try {
      await this.call(operation, input)
    } catch (error) {
      if (error instanceof ServiceError) return `${error.name} ${error.status}`
      throw error
    }
    return 'accepted'
  }

  arn(resource: string): string {
    return this.account.arns.iot(resource)
  }

  /** The package `app` with a version of each name, all drafts. */
  async create(...versionNames: readonly string[]): Promise<void> {
    await this.call('CreatePackage', { packageName: 'app' })
    for (const versionName of versionNames) await this.call('CreatePackageVersion', { packageName: 'app', versionName })
  }

  act(versionName: string, action: 'PUBLISH' | 'DEPRECATE') {
    return this.call('UpdatePackageVersion', { packageName: 'app', versionName, action })
  }

  async statusOf(versionName: string): Promise<string | undefined> {
    return (await this.call('GetPackageVersion', { packageName: 'app', versionName })).status
  }
}
