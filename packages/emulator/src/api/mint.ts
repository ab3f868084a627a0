import { createKeys, createSigningRequest, type KeyKind, type OwnCa } from '@iot-core-local/security'
import type { Connectable } from './create-device.js'
import type { MqttOptions } from './device.js'

export interface MintOptions {
  /** Keys of each device. Default: `ec`. */
  readonly keys?: KeyKind
  /** Names are this and a number that the factory counts up. Default: `device-`. */
  readonly prefix?: string
  /** Attributes of each subject besides its common name, by the names that policy variables have, such as `Organization`. */
  readonly subject?: Readonly<Record<string, string>>
}

/** A device as it leaves the factory: nobody has registered its certificate. */
export interface FactoryDevice {
  /** The common name of the certificate, and what {@link mqttOptions} connects as. */
  readonly name: string
  /** The id that the certificate has once it is registered. */
  readonly certificateId: string
  /** The device's certificate alone. */
  readonly certificatePem: string
  /** The device's certificate, then the CA's. */
  readonly chainPem: string
  readonly privateKeyPem: string
  /** Options for `connect` of mqtt.js, with the chain. Spread them and change what you like. */
  mqttOptions(): MqttOptions
}

/** The key of a device and the request for its certificate. */
export interface FactoryRequest {
  /** The common name in the request. */
  readonly name: string
  /** PKCS #10, PEM. */
  readonly csrPem: string
  readonly privateKeyPem: string
}

/** How many keys are in the making at once: a little more than Node's pool has threads. */
const AT_ONCE = 6

/** A key, and a certificate of the CA for it. */
export async function makeDevice(
  ca: OwnCa,
  connectable: Connectable,
  name: string,
  keys: KeyKind = 'ec',
  subject: Readonly<Record<string, string>> = {},
): Promise<FactoryDevice> {
  const { publicKey, privateKey } = await createKeys(keys)
  const { certificateId, certificatePem } = await ca.issue({ ...subject, CommonName: name }, publicKey)
  const privateKeyPem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()
  const chainPem = `${certificatePem}${ca.certificatePem}`
  return {
    name,
    certificateId,
    certificatePem,
    chainPem,
    privateKeyPem,
    mqttOptions: () => ({
      protocol: 'mqtts',
      host: connectable.host,
      port: connectable.mqttsPort,
      clientId: name,
      cert: chainPem,
      key: privateKeyPem,
      ca: connectable.caPem,
      protocolVersion: 4,
    }),
  }
}

/** A key, and a request for a certificate. */
export async function makeRequest(
  name: string,
  keys: KeyKind = 'ec',
  subject: Readonly<Record<string, string>> = {},
): Promise<FactoryRequest> {
  const { publicKey, privateKey } = await createKeys(keys)
  const csrPem = await createSigningRequest({ subject: { ...subject, CommonName: name }, publicKey, privateKey })
  return { name, csrPem, privateKeyPem: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString() }
}

/** Makes something of each name, a few at a time, and keeps their order. */
export async function inTurns<Made>(names: readonly string[], make: (name: string) => Promise<Made>): Promise<readonly Made[]> {
  const made: Made[] = []
  let next = 0
  const work = async (): Promise<void> => {
    for (let index = next++; index < names.length; index = next++) made[index] = await make(names[index] ?? '')
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return made
}
