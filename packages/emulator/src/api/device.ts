/** Everything a device needs to connect. */
export interface Device {
  readonly thingName: string
  readonly clientId: string
  readonly certificateId: string
  readonly certificateArn: string
  readonly certificatePem: string
  readonly privateKeyPem: string
  /** The CA that the server certificate chains to. */
  readonly caPem: string
  readonly host: string
  readonly mqttsPort: number
  readonly tlsPort: number
  /** Options for `connect` of mqtt.js: MQTT 3.1.1 over TLS on port 8883's listener. Spread them and change what you like. */
  mqttOptions(): MqttOptions
}

export interface MqttOptions {
  readonly protocol: 'mqtts'
  readonly host: string
  readonly port: number
  readonly clientId: string
  readonly cert: string
  readonly key: string
  readonly ca: string
  readonly protocolVersion: 4 | 5
}

export type DeviceFacts = Omit<Device, 'mqttOptions'>

export function deviceOf(facts: DeviceFacts): Device {
  return Object.freeze({
    ...facts,
    mqttOptions: (): MqttOptions => ({
      protocol: 'mqtts',
      host: facts.host,
      port: facts.mqttsPort,
      clientId: facts.clientId,
      cert: facts.certificatePem,
      key: facts.privateKeyPem,
      ca: facts.caPem,
      protocolVersion: 4,
    }),
  })
}
