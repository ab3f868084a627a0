import { notImplemented } from '@iot-core-local/core'
import type { ApiRequest } from '../api.js'
import { jsonAnswer, type Answer } from '../errors/answer.js'
import type { GatewayAccount, TemporaryKey } from '../ports.js'

/* The credential provider: no operation of the API, but a route of the devices' HTTPS (SEC-1001, BRK-018). */

/** The role alias of a request for temporary credentials; undefined when the request is for something else. */
export function roleAliasOf({ method, target: { segments } }: ApiRequest): string | undefined {
  const [first, roleAlias, last] = segments
  return method === 'GET' && segments.length === 3 && first === 'role-aliases' && last === 'credentials' ? roleAlias : undefined
}

/** SEC-1003. @throws ServiceError */
export async function answerCredentials(account: GatewayAccount, request: ApiRequest, roleAlias: string): Promise<Answer> {
  const { credentialProvider } = account
  if (credentialProvider === undefined) throw notImplemented('The credential provider (GET /role-aliases/{roleAlias}/credentials)')
  const header = request.headers['x-amzn-iot-thingname']
  const { peer, requestId } = request
  const thingName = Array.isArray(header) ? header.join(',') : header
  const { expiresAtMs, accessKeyId, secretAccessKey, sessionToken } = await credentialProvider.credentialsFor({
    roleAlias,
    thingName,
    peer,
    requestId,
  })
  const expiration = new Date(expiresAtMs).toISOString().replace(/\.\d+/, '')
  return jsonAnswer(200, { credentials: { accessKeyId, secretAccessKey, sessionToken, expiration } })
}

/** How STS names a session: `arn:aws:sts::<account>:assumed-role/<role name>/<session>`. */
export function assumedRoleArn({ accountId, roleArn, sessionName }: TemporaryKey): string {
  const partition = roleArn.split(':')[1] ?? 'aws'
  return `arn:${partition}:sts::${accountId}:assumed-role/${roleArn.slice(roleArn.lastIndexOf('/') + 1)}/${sessionName}`
}
