import { type AccountContext, ServiceError } from '@iot-core-local/core'
import { TOKEN_LIFETIME_MS } from '../limits.js'
import type { CertificateDesk } from '../ports.js'
import type { TokenRow, TokensStore } from '../store/tokens-store.js'
import { ExpiryTimer } from './expiry-timer.js'

/** Expired tokens handled in one turn of the event loop. */
const STRETCH = 100

/**
 * Certificate ownership tokens (PRV-611, PRV-612): good for an hour and for one registration that succeeds, whoever brings them. A certificate that
 * nobody used by then disappears with its token.
 */
export class OwnershipTokens {
  readonly #account: AccountContext
  readonly #rows: TokensStore
  readonly #certificates: CertificateDesk
  readonly #timer: ExpiryTimer

  constructor(account: AccountContext, rows: TokensStore, certificates: CertificateDesk) {
    this.#account = account
    this.#rows = rows
    this.#certificates = certificates
    this.#timer = new ExpiryTimer(account.timers, {
      earliestMs: () => rows.earliestMs(),
      expire: (nowMs) => {
        for (const row of rows.expired(nowMs, STRETCH)) this.#expire(row)
      },
    })
  }

  issue(certificateId: string): string {
    const token = this.#account.ids.bytes(192).toString('base64url')
    this.#rows.insert({ token, certificateId, expiresMs: this.#account.timers.now() + TOKEN_LIFETIME_MS })
    this.#timer.arm()
    return token
  }

  /** The certificate that the token stands for; undefined when the token is unknown, used or expired. */
  certificateOf(token: string): string | undefined {
    const row = this.#rows.find(token)
    return row === undefined || row.expiresMs <= this.#account.timers.now() ? undefined : row.certificateId
  }

  /** To be called in the transaction of the registration. Returns whether the token was still there. */
  spend(token: string): boolean {
    return this.#rows.remove(token)
  }

  start(): void {
    this.#timer.arm()
  }

  close(): void {
    this.#timer.close()
  }

  #expire({ token, certificateId }: TokenRow): void {
    this.#account.store.transaction(() => {
      this.#rows.remove(token)
      if (this.#certificates.find(certificateId)?.status !== 'PENDING_ACTIVATION') return
      try {
        this.#certificates.remove(certificateId)
      } catch (error) {
        // Attached to a thing or a policy by somebody: it stays (PRV-611).
        if (!(error instanceof ServiceError)) throw error
      }
    })
  }
}
