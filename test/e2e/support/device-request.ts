import { request } from 'node:https'
import type { IotCoreLocal } from 'iot-core-local'

export type Device = Awaited<ReturnType<IotCoreLocal['createDevice']>>

export interface Answer {
  readonly status: number | undefined
  readonly errorType: string | undefined
  readonly body: unknown
}

export interface SendOptions {
  readonly body?: string
  readonly alpn?: string
  readonly headers?: Readonly<Record<string, string>>
  /** The host name of the TLS handshake (SNI), by which the server certificate is judged too. Default: none for an address, else the host. */
  readonly serverName?: string
}

/** A request over HTTPS with the device's certificate, as firmware without MQTT makes it. */
export function send(device: Device, method: string, path: string, body?: string, alpn?: string): Promise<Answer> {
  return sendWith(device, method, path, { ...(body === undefined ? {} : { body }), ...(alpn === undefined ? {} : { alpn }) })
}

export function sendWith(device: Device, method: string, path: string, { body, alpn, headers, serverName }: SendOptions): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: device.host,
        port: device.tlsPort,
        method,
        path,
        ca: device.caPem,
        cert: device.certificatePem,
        key: device.privateKeyPem,
        agent: false,
        ...(headers === undefined ? {} : { headers }),
        ...(serverName === undefined ? {} : { servername: serverName }),
        ...(alpn === undefined ? {} : { ALPNProtocols: [alpn] }),
      },
      (response) => {
        let text = ''
        response.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')))
        response.on('end', () => {
          const errorType = response.headers['x-amzn-errortype']
          resolve({
            status: response.statusCode,
            errorType: Array.isArray(errorType) ? errorType[0] : errorType,
            body: JSON.parse(text) as unknown,
          })
        })
      },
    )
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}
