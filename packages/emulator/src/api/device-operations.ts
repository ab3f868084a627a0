import type { IotOperations, Validated } from '@iot-core-local/core'
import { createInputCheck } from '@iot-core-local/gateway'
import type { Account } from '../account/account.js'

type Operation<Name extends keyof IotOperations> = (
  input: Validated<IotOperations[Name]['input']>,
) => Promise<Omit<IotOperations[Name]['output'], '$metadata'>>

/** The operations that make a device, and those that undo them, named and typed as in the AWS SDK's own client: one can stand here as it is. */
export interface DeviceOperations {
  readonly createThing: Operation<'CreateThing'>
  readonly createKeysAndCertificate: Operation<'CreateKeysAndCertificate'>
  readonly createPolicy: Operation<'CreatePolicy'>
  readonly attachPolicy: Operation<'AttachPolicy'>
  readonly attachThingPrincipal: Operation<'AttachThingPrincipal'>
  readonly createThingGroup: Operation<'CreateThingGroup'>
  readonly addThingToThingGroup: Operation<'AddThingToThingGroup'>
  readonly deleteThing: Operation<'DeleteThing'>
  readonly deletePolicy: Operation<'DeletePolicy'>
  readonly deleteCertificate: Operation<'DeleteCertificate'>
  readonly updateCertificate: Operation<'UpdateCertificate'>
  readonly detachPolicy: Operation<'DetachPolicy'>
  readonly detachThingPrincipal: Operation<'DetachThingPrincipal'>
}

/** The same operations of an account in this process, without a request; input is held against the model all the same. */
export function deviceOperationsOf(account: Account): DeviceOperations {
  const call = account.internalCall
  const check = createInputCheck()
  const checked = <Input extends object>(operation: string, input: Input): Input => {
    check('iot', operation, input)
    return input
  }
  return {
    createThing: async (input) => account.iot('CreateThing')(checked('CreateThing', input), call),
    createKeysAndCertificate: async (input) => account.iot('CreateKeysAndCertificate')(checked('CreateKeysAndCertificate', input), call),
    createPolicy: async (input) => account.iot('CreatePolicy')(checked('CreatePolicy', input), call),
    attachPolicy: async (input) => account.iot('AttachPolicy')(checked('AttachPolicy', input), call),
    attachThingPrincipal: async (input) => account.iot('AttachThingPrincipal')(checked('AttachThingPrincipal', input), call),
    createThingGroup: async (input) => account.iot('CreateThingGroup')(checked('CreateThingGroup', input), call),
    addThingToThingGroup: async (input) => account.iot('AddThingToThingGroup')(checked('AddThingToThingGroup', input), call),
    deleteThing: async (input) => account.iot('DeleteThing')(checked('DeleteThing', input), call),
    deletePolicy: async (input) => account.iot('DeletePolicy')(checked('DeletePolicy', input), call),
    deleteCertificate: async (input) => account.iot('DeleteCertificate')(checked('DeleteCertificate', input), call),
    updateCertificate: async (input) => account.iot('UpdateCertificate')(checked('UpdateCertificate', input), call),
    detachPolicy: async (input) => account.iot('DetachPolicy')(checked('DetachPolicy', input), call),
    detachThingPrincipal: async (input) => account.iot('DetachThingPrincipal')(checked('DetachThingPrincipal', input), call),
  }
}
