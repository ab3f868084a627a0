import { createHash, createHmac } from 'node:crypto'

export interface AccessKey {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** The signed URL that device SDKs make for MQTT over WebSocket (SEC-302): query string, service `iotdevicegateway`, session token behind the signature. */
export function signedUrl(base: string, key: AccessKey, sessionToken?: string): string {
  const url = new URL('/mqtt', base)
  const amzDate = new Date().toISOString().replace(/[-:]|\.\d+/g, '')
  const scope = `${amzDate.slice(0, 8)}/us-east-1/iotdevicegateway/aws4_request`
  const query = [
    'X-Amz-Algorithm=AWS4-HMAC-SHA256',
    `X-Amz-Credential=${encodeURIComponent(`${key.accessKeyId}/${scope}`)}`,
    `X-Amz-Date=${amzDate}`,
    'X-Amz-SignedHeaders=host',
  ].join('&')
  const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
  const hmac = (secret: string | Buffer, text: string): Buffer => createHmac('sha256', secret).update(text).digest()
  const canonical = `GET\n/mqtt\n${query}\nhost:${url.host}\n\nhost\n${sha256('')}`
  const signingKey = [amzDate.slice(0, 8), 'us-east-1', 'iotdevicegateway', 'aws4_request'].reduce<string | Buffer>(
    hmac,
    `AWS4${key.secretAccessKey}`,
  )
  const signature = hmac(signingKey, `AWS4-HMAC-SHA256\n${amzDate}\n${scope}\n${sha256(canonical)}`).toString('hex')
  const token = sessionToken === undefined ? '' : `&X-Amz-Security-Token=${encodeURIComponent(sessionToken)}`
  return `${url.toString()}?${query}&X-Amz-Signature=${signature}${token}`
}
