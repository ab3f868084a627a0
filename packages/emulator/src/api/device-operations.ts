import type { IotOperations, Validated } from '@iot-core-local/core'
import type { Account } from '../account/account.js'

type Operation<Name extends keyof IotOperations> = (
  input: Validated<IotOperations[Name]['input']>,
) => Promise<Omit<IotOperations[Name]['output'], '$metadata'>>

/** The operations that make a device, named and typed as in the AWS SDK's own client: one can stand here as it is. */
export interface DeviceOperations {
  readonly createThing: Operation<'CreateThing'>
  readonly createKeysAndCertificate: Operation<'CreateKeysAndCertificate'>
  readonly createPolicy: Operation<'CreatePolicy'>
  readonly attachPolicy: Operation<'AttachPolicy'>
  readonly attachThingPrincipal: Operation<'AttachThingPrincipal'>
  readonly createThingGroup: Operation<'CreateThingGroup'>
  readonly addThingToThingGroup: Operation<'AddThingToThingGroup'>
}

/** The same operations of an account in this process, without a request. */
export function deviceOperationsOf(account: Account): DeviceOperations {
  const call = account.internalCall
  return {
    createThing: async (input) => account.iot('CreateThing')(input, call),
    createKeysAndCertificate: async (input) => account.iot('CreateKeysAndCertificate')(input, call),
    createPolicy: async (input) => account.iot('CreatePolicy')(input, call),
    attachPolicy: async (input) => account.iot('AttachPolicy')(input, call),
    attachThingPrincipal: async (input) => account.iot('AttachThingPrincipal')(input, call),
    createThingGroup: async (input) => account.iot('CreateThingGroup')(input, call),
    addThingToThingGroup: async (input) => account.iot('AddThingToThingGroup')(input, call),
  }
}
