import type { STSClient } from '@aws-sdk/client-sts'
import type { RoleAssumer, RoleOutcome } from '@iot-core-local/security'

const PLACEHOLDER_CREDENTIALS = { accessKeyId: 'iot-core-local', secretAccessKey: 'iot-core-local' }

/** How long an STS may take to accept a connection, and to answer, in milliseconds. */
const TIMEOUTS = { connectionTimeout: 5_000, socketTimeout: 10_000 }

/** Roles of an STS-compatible endpoint. */
export class StsRoles implements RoleAssumer {
  readonly #endpoint: string
  readonly #region: string
  #client: STSClient | undefined

  constructor(endpoint: string, region: string) {
    this.#endpoint = endpoint
    this.#region = region
  }

  async assume({ roleArn, sessionName, durationSeconds }: Parameters<RoleAssumer['assume']>[0]): Promise<RoleOutcome> {
    try {
      // Loaded on first use: most accounts never ask an STS, and the client is large.
      const { AssumeRoleCommand, STSClient: Client } = await import('@aws-sdk/client-sts')
      const client = (this.#client ??= new Client({
        endpoint: this.#endpoint,
        region: this.#region,
        credentials: PLACEHOLDER_CREDENTIALS,
        maxAttempts: 2,
        requestHandler: TIMEOUTS,
      }))
      const command = new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: sessionName, DurationSeconds: durationSeconds })
      const { Credentials: made } = await client.send(command)
      const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken, Expiration: expiration } = made ?? {}
      if (accessKeyId === undefined || secretAccessKey === undefined || sessionToken === undefined || expiration === undefined) {
        return refused('STS_UNAVAILABLE', `The STS endpoint ${this.#endpoint} answered without credentials.`)
      }
      return { isAssumed: true, credentials: { accessKeyId, secretAccessKey, sessionToken, expiresAtMs: expiration.getTime() } }
    } catch (error) {
      return this.#outcomeOf(error, roleArn)
    }
  }

  close(): void {
    this.#client?.destroy()
    this.#client = undefined
  }

  #outcomeOf(error: unknown, roleArn: string): RoleOutcome {
    const { name, message } = error instanceof Error ? error : new Error(String(error))
    const status = statusOf(error)
    if (status === undefined || status >= 500) {
      return refused('STS_UNAVAILABLE', `The STS endpoint ${this.#endpoint} could not be asked: ${name}: ${message}`)
    }
    const reason = /MaxSessionDuration/i.test(message) ? 'SESSION_TOO_LONG' : 'ROLE_NOT_ASSUMED'
    return refused(reason, `The STS endpoint refused to assume ${roleArn}: ${name}: ${message}`)
  }
}

function refused(reason: Extract<RoleOutcome, { isAssumed: false }>['reason'], explanation: string): RoleOutcome {
  return { isAssumed: false, reason, explanation }
}

/** The HTTP status behind an error of the SDK; undefined when there was no answer. */
function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('$metadata' in error)) return undefined
  const { $metadata: metadata } = error
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return undefined
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined
}
