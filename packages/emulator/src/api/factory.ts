import type { IdSource, IotOperations, Validated } from '@iot-core-local/core'
import { createInputCheck } from '@iot-core-local/gateway'
import { createKeys, createOwnCa, type KeyKind, type OwnCa } from '@iot-core-local/security'
import type { Account } from '../account/account.js'
import type { Connectable } from './create-device.js'
import { type FactoryDevice, type FactoryRequest, inTurns, makeDevice, makeRequest, type MintOptions } from './mint.js'

export interface FactoryOptions {
  /** Keys of the CA: P-256 or RSA with 2,048 bits. Default: `ec`. */
  readonly ca?: KeyKind
  /** The CA's common name. Default: `Factory CA` and eight random digits. */
  readonly commonName?: string
  /** How the CA is registered: with a verification certificate, or without one for devices that send SNI. Default: `DEFAULT`. */
  readonly mode?: 'DEFAULT' | 'SNI_ONLY'
  /** Whether the CA's certificates are registered when their devices first connect. Default: true. */
  readonly autoRegistration?: boolean
  /** A provisioning template of the type JITP that such a first connect uses. Default: none, the certificates wait for activation. */
  readonly templateName?: string
}

/** A device maker's CA, registered with the account, and what it makes. Keys and signatures are made off the event loop. */
export interface Factory {
  readonly ca: {
    readonly certificateId: string
    readonly certificateArn: string
    readonly certificatePem: string
    readonly privateKeyPem: string
  }
  /** Makes devices, thousands if need be. @throws RangeError for a count or a subject attribute that makes no sense */
  devices(count: number, options?: MintOptions): Promise<readonly FactoryDevice[]>
  /** Makes keys and certificate signing requests. @throws RangeError as {@link devices} */
  signingRequests(count: number, options?: MintOptions): Promise<readonly FactoryRequest[]>
}

type Operation<Name extends keyof IotOperations> = (
  input: Validated<IotOperations[Name]['input']>,
) => Promise<Omit<IotOperations[Name]['output'], '$metadata'>>

/** The operations that register a CA, named and typed as in the AWS SDK's own client: one can stand here as it is. */
export interface FactoryOperations {
  readonly getRegistrationCode: Operation<'GetRegistrationCode'>
  readonly registerCACertificate: Operation<'RegisterCACertificate'>
}

/** The same operations of an account in this process; input is held against the model all the same. */
export function factoryOperationsOf(account: Account): FactoryOperations {
  const check = createInputCheck()
  return {
    getRegistrationCode: async (input) => account.iot('GetRegistrationCode')(input, account.internalCall),
    registerCACertificate: async (input) => {
      check('iot', 'RegisterCACertificate', input)
      return account.iot('RegisterCACertificate')(input, account.internalCall)
    },
  }
}

export interface FactoryMaker {
  readonly operations: FactoryOperations
  readonly connectable: Connectable
  readonly ids: IdSource
  /** Epoch milliseconds that certificates are dated by. */
  readonly nowMs: number
}

const MAX_COUNT = 1_000_000

/**
 * Makes a CA and registers it as active.
 * @throws what RegisterCACertificate throws, such as ResourceNotFoundException for a template that does not exist, InvalidRequestException for one whose type is not JITP
 */
export async function createFactory(maker: FactoryMaker, options: FactoryOptions = {}): Promise<Factory> {
  const { ids, nowMs, connectable } = maker
  const commonName = options.commonName ?? `Factory CA ${ids.hex(8)}`
  const ca = await createOwnCa({ keys: options.ca ?? 'ec', commonName, ids, nowMs })
  const certificateArn = await registerCa(maker.operations, ca, options)
  let made = 0
  const mint = <Made>(
    count: number,
    { prefix = 'device-', ...others }: MintOptions,
    make: (name: string, options: MintOptions) => Promise<Made>,
  ): Promise<readonly Made[]> => {
    if (!Number.isInteger(count) || count < 0 || count > MAX_COUNT) {
      throw new RangeError(`A factory makes 0 to ${String(MAX_COUNT)} at once, not ${String(count)}.`)
    }
    const names = Array.from({ length: count }, () => `${prefix}${String(++made)}`)
    return inTurns(names, (name) => make(name, others))
  }
  return {
    ca: { certificateId: ca.certificateId, certificateArn, certificatePem: ca.certificatePem, privateKeyPem: ca.privateKeyPem },
    devices: async (count, options = {}) =>
      mint(count, options, (name, { keys, subject }) => makeDevice(ca, connectable, name, keys, subject)),
    signingRequests: async (count, options = {}) => mint(count, options, (name, { keys, subject }) => makeRequest(name, keys, subject)),
  }
}

async function registerCa(operations: FactoryOperations, ca: OwnCa, options: FactoryOptions): Promise<string> {
  const { mode = 'DEFAULT', autoRegistration = true, templateName } = options
  const { certificateArn } = await operations.registerCACertificate({
    caCertificate: ca.certificatePem,
    certificateMode: mode,
    setAsActive: true,
    allowAutoRegistration: autoRegistration,
    ...(mode === 'SNI_ONLY' ? {} : { verificationCertificate: await verificationOf(operations, ca) }),
    ...(templateName === undefined ? {} : { registrationConfig: { templateName } }),
  })
  if (certificateArn === undefined) throw new Error('RegisterCACertificate answered without an ARN.')
  return certificateArn
}

/** The proof that the CA's key is at hand: a certificate with the account's registration code as its common name (REG-401). */
async function verificationOf(operations: FactoryOperations, ca: OwnCa): Promise<string> {
  const { registrationCode = '' } = await operations.getRegistrationCode({})
  const { publicKey } = await createKeys('ec')
  return (await ca.issue({ CommonName: registrationCode }, publicKey)).certificatePem
}
