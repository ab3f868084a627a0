import { createHmac, timingSafeEqual } from 'node:crypto'
import type { IdSource } from '@iot-core-local/core'

/** Whose temporary credentials they are, and until when. */
export interface RoleSession {
  readonly accountId: string
  readonly roleArn: string
  /** The certificate id: how AWS names the sessions of its credential provider. */
  readonly sessionName: string
  readonly expiresAtMs: number
}

export interface SessionCredentials {
  /** `ASIA` and 16 characters, as of AWS's temporary credentials. */
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
  readonly expiresAtMs: number
}

/**
 * Makes temporary credentials, and recognises its own. Nothing is kept: a token carries its session under a seal, and the secret key is computed from
 * both, so that there is no table that grows, and credentials are good in every account object and after a restart.
 */
export interface SessionKeys {
  issue(session: RoleSession): SessionCredentials
  /** The session and secret key behind an access key id and its token, expired or not; undefined when they were not made here or do not belong together. */
  read(accessKeyId: string, sessionToken: string): (RoleSession & { readonly secretAccessKey: string }) | undefined
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const ID_CHARACTERS = 16
/** As long as those of AWS. */
const SECRET_CHARACTERS = 40
const SEAL_BYTES = 32
/** Longer than any token made here: a role ARN has 2,048 characters at most. */
const MAX_TOKEN_CHARACTERS = 8_192

/** @param secret of 32 bytes, the same in every run where credentials have to outlive a restart */
export function createSessionKeys(secret: Buffer, ids: IdSource): SessionKeys {
  const hmac = (purpose: string, accessKeyId: string, facts: Buffer): Buffer =>
    createHmac('sha256', secret).update(`${purpose}/${accessKeyId}/`).update(facts).digest()
  const secretKey = (accessKeyId: string, facts: Buffer): string =>
    hmac('secret', accessKeyId, facts).toString('base64').slice(0, SECRET_CHARACTERS)
  return {
    issue: ({ accountId, roleArn, sessionName, expiresAtMs }) => {
      const accessKeyId = `ASIA${[...ids.bytes(ID_CHARACTERS)].map((byte) => ALPHABET.charAt(byte % ALPHABET.length)).join('')}`
      const facts = Buffer.from(JSON.stringify([accountId, roleArn, sessionName, expiresAtMs]), 'utf8')
      const sessionToken = Buffer.concat([hmac('seal', accessKeyId, facts), facts]).toString('base64')
      return { accessKeyId, secretAccessKey: secretKey(accessKeyId, facts), sessionToken, expiresAtMs }
    },
    read: (accessKeyId, sessionToken) => {
      if (sessionToken.length > MAX_TOKEN_CHARACTERS) return undefined
      const bytes = Buffer.from(sessionToken, 'base64')
      const facts = bytes.subarray(SEAL_BYTES)
      if (facts.length === 0 || !timingSafeEqual(bytes.subarray(0, SEAL_BYTES), hmac('seal', accessKeyId, facts))) return undefined
      const session = sessionOf(facts)
      return session === undefined ? undefined : { ...session, secretAccessKey: secretKey(accessKeyId, facts) }
    },
  }
}

function sessionOf(facts: Buffer): RoleSession | undefined {
  const parts: unknown = JSON.parse(facts.toString('utf8'))
  if (!Array.isArray(parts)) return undefined
  const [accountId, roleArn, sessionName, expiresAtMs] = parts as readonly unknown[]
  const isSession = typeof accountId === 'string' && typeof roleArn === 'string' && typeof sessionName === 'string'
  return isSession && typeof expiresAtMs === 'number' ? { accountId, roleArn, sessionName, expiresAtMs } : undefined
}
