import { createHash, createHmac } from 'node:crypto'
import type { Credentials } from './use-sdk.js'

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
const hmac = (secret: string | Buffer, text: string): Buffer => createHmac('sha256', secret).update(text).digest()

/** The headers of a request signed in January 2026 for any service and Region, as hand-written clients sign (API-070). The path has nothing to encode. */
export function signed(
  request: { readonly method: string; readonly path: string; readonly body?: string },
  { accessKeyId, secretAccessKey }: Credentials,
  service: string,
  region = 'us-east-1',
): Record<string, string> {
  const date = '20260115'
  const amzDate = `${date}T120000Z`
  const scope = `${date}/${region}/${service}/aws4_request`
  const canonical = `${request.method}\n${request.path}\n\nhost:h\nx-amz-date:${amzDate}\n\nhost;x-amz-date\n${sha256(request.body ?? '')}`
  const key = [date, region, service, 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`)
  const signature = hmac(key, `AWS4-HMAC-SHA256\n${amzDate}\n${scope}\n${sha256(canonical)}`).toString('hex')
  return {
    host: 'h',
    'x-amz-date': amzDate,
    authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=host;x-amz-date, Signature=${signature}`,
  }
}
