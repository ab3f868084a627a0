import { once } from 'node:events'
import { io, iot as awsIot, mqtt, mqtt5 } from 'aws-iot-device-sdk-v2'
import { onTestFinished } from 'vitest'

/** Who connects, and to where: with the AWS IoT Device SDK of version 2, over mutual TLS. */
export interface SdkConnection {
  readonly host: string
  readonly port: number
  readonly clientId: string
  readonly certificatePem: string
  readonly privateKeyPem: string
  readonly caPem: string
  readonly alpn?: string | undefined
}

/** Connects with MQTT 5; the client is stopped when the test ends. */
export async function connectSdkMqtt5(to: SdkConnection): Promise<mqtt5.Mqtt5Client> {
  const client = new mqtt5.Mqtt5Client({
    hostName: to.host,
    port: to.port,
    connectProperties: { clientId: to.clientId, keepAliveIntervalSeconds: 60 },
    tlsCtx: new io.ClientTlsContext(tlsOptions(to)),
    socketOptions: new io.SocketOptions(),
  })
  onTestFinished(async () => {
    const stopped = once(client, 'stopped')
    client.stop()
    await stopped
    client.close()
  })
  const success = once(client, 'connectionSuccess')
  client.start()
  await success
  return client
}

/** Connects with MQTT 3.1.1 and a clean session; the connection is ended when the test ends. */
export async function connectSdkMqtt3(to: SdkConnection): Promise<mqtt.MqttClientConnection> {
  const config = awsIot.AwsIotMqttConnectionConfigBuilder.new_mtls_builder(to.certificatePem, to.privateKeyPem)
    .with_certificate_authority(to.caPem)
    .with_client_id(to.clientId)
    .with_endpoint(to.host)
    .with_port(to.port)
    .with_clean_session(true)
    .build()
  if (to.alpn !== undefined) config.tls_ctx = new io.ClientTlsContext(tlsOptions(to))
  const connection = new mqtt.MqttClient().new_connection(config)
  onTestFinished(async () => {
    await connection.disconnect()
  })
  await connection.connect()
  return connection
}

function tlsOptions({ certificatePem, privateKeyPem, caPem, alpn }: SdkConnection): io.TlsContextOptions {
  const options = io.TlsContextOptions.create_client_with_mtls(certificatePem, privateKeyPem)
  options.override_default_trust_store(caPem)
  if (alpn !== undefined) options.alpn_list.push(alpn)
  return options
}
