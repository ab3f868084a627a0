import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { AccessKey } from '../options.js'
import type { SessionKeyReader } from '../ports.js'
import { canonicalRequest, isBodyAsDeclared, type CanonicalChoices, type SignedRequest } from './canonical-request.js'
import { epochMsOfAmzDate, type Signature } from './signature.js'

export type Verdict =
  | { readonly isValid: true }
  | { readonly isValid: false; readonly reason: 'UNKNOWN_KEY' | 'MISMATCH' | 'EXPIRED'; readonly explanation: string }

export interface SignatureVerifier {
  /**
   * Checks a signature against the configured keys and the temporary ones (API-070 to API-073).
   * @param nowMs The account's clock, by which temporary keys expire; the signing time counts only when a clock skew is configured.
   */
  verify(request: SignedRequest, signature: Signature, nowMs: number): Verdict
}

/** Signing keys hold for a day, Region and service: few are in use at a time. */
const MAX_SIGNING_KEYS = 64

const FIVE_MINUTES_SECONDS = 300

export interface VerifierOptions {
  readonly keys: readonly AccessKey[]
  readonly sessionKeys: SessionKeyReader | undefined
  readonly maxClockSkewMs: number | undefined
}

export function createSignatureVerifier({ keys, sessionKeys, maxClockSkewMs }: VerifierOptions): SignatureVerifier {
  const secrets = new Map(keys.map((key) => [key.accessKeyId, key.secretAccessKey]))
  const signingKeys = new Map<string, Buffer>()

  const signingKey = (secret: string, signature: Signature): Buffer => {
    const scope = [signature.accessKeyId, signature.scopeDate, signature.region, signature.service]
    const id = scope.join('/')
    const known = signingKeys.get(id)
    if (known !== undefined) return known
    const [, ...steps] = scope
    const key = [...steps, 'aws4_request'].reduce<Buffer>((parent, step) => hmac(parent, step), Buffer.from(`AWS4${secret}`, 'utf8'))
    if (signingKeys.size >= MAX_SIGNING_KEYS) signingKeys.clear()
    signingKeys.set(id, key)
    return key
  }

  const isSignedWith = (secret: string, request: SignedRequest, signature: Signature, choices: CanonicalChoices): boolean => {
    const canonical = canonicalRequest(request, signature, choices)
    if (canonical === undefined) return false
    const { scopeDate, region, service, amzDate } = signature
    const hash = createHash('sha256').update(canonical).digest('hex')
    const stringToSign = `AWS4-HMAC-SHA256\n${amzDate}\n${scopeDate}/${region}/${service}/aws4_request\n${hash}`
    return timingSafeEqual(hmac(signingKey(secret, signature), stringToSign), Buffer.from(signature.signature, 'hex'))
  }

  return {
    verify: (request, signature, nowMs) => {
      const { accessKeyId, sessionToken } = signature
      const session = sessionToken === undefined ? undefined : sessionKeys?.read(accessKeyId, sessionToken)
      const secret = session?.secretAccessKey ?? secrets.get(accessKeyId)
      if (secret === undefined) {
        return refused(
          'UNKNOWN_KEY',
          `The access key ${accessKeyId} is not among the credentials that iot-core-local was given, nor with its session token one that it gave out.`,
        )
      }
      const isWebSocket = request.rawPath === '/mqtt'
      const attempts = choicesFor(request, signature, isWebSocket)
      if (!isBodyAsDeclared(request)) return refused('MISMATCH', 'The body is not the one that x-amz-content-sha256 was computed of.')
      if (
        !signature.amzDate.startsWith(signature.scopeDate) ||
        !attempts.some((choices) => isSignedWith(secret, request, signature, choices))
      ) {
        const hasSignedToken = isWebSocket && isSignedWith(secret, request, signature, { hasTokenInQuery: true })
        return refused(
          'MISMATCH',
          hasSignedToken
            ? 'X-Amz-Security-Token was signed. On /mqtt it must be appended after signing, outside the signature.'
            : 'The signature does not match the request: secret key, path encoding, Host header or body differ from what was signed.',
        )
      }
      if (session !== undefined && session.expiresAtMs <= nowMs) {
        return refused('EXPIRED', `The temporary credentials ${accessKeyId} expired at ${new Date(session.expiresAtMs).toISOString()}.`)
      }
      return checkTime(signature, nowMs, maxClockSkewMs)
    },
  }
}

/**
 * The readings of a request that count. Header form: as it stands. Query form elsewhere than /mqtt: with the session token, then
 * without. On /mqtt: always without (BRK-011), and with the host also without its port (SEC-304).
 */
function choicesFor(request: SignedRequest, signature: Signature, isWebSocket: boolean): CanonicalChoices[] {
  if (signature.form === 'header') return [{ hasTokenInQuery: true }]
  if (!isWebSocket) return [{ hasTokenInQuery: true }, { hasTokenInQuery: false }]
  const bareHost = request.headers.host?.replace(/:\d+$/, '')
  return [{ hasTokenInQuery: false }, ...(bareHost === undefined ? [] : [{ hasTokenInQuery: false, host: bareHost }])]
}

function checkTime(signature: Signature, nowMs: number, maxClockSkewMs: number | undefined): Verdict {
  if (maxClockSkewMs === undefined) return { isValid: true }
  const ageMs = nowMs - epochMsOfAmzDate(signature.amzDate)
  const lifetimeMs = signature.form === 'query' ? (signature.expiresSeconds ?? FIVE_MINUTES_SECONDS) * 1000 : 0
  if (!(ageMs >= -maxClockSkewMs && ageMs <= lifetimeMs + maxClockSkewMs)) {
    return refused('EXPIRED', `The request was signed ${Math.round(ageMs / 1000)} seconds before now, by the clock of iot-core-local.`)
  }
  return { isValid: true }
}

function refused(reason: 'UNKNOWN_KEY' | 'MISMATCH' | 'EXPIRED', explanation: string): Verdict {
  return { isValid: false, reason, explanation }
}

function hmac(key: Buffer, data: string): Buffer {
  return createHmac('sha256', key).update(data, 'utf8').digest()
}
