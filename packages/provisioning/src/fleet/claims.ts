import { generateKeyPair, X509Certificate } from 'node:crypto'
import { promisify } from 'node:util'
import type { AccountContext } from '@iot-core-local/core'
import { throttled } from '../errors.js'
import { CLAIM_LIFETIME_MS, MAX_CLAIMS_PER_SECOND } from '../limits.js'
import type { CertificateSigner } from '../ports.js'
import type { ClaimRow, ClaimsStore } from '../store/claims-store.js'
import { ExpiryTimer } from './expiry-timer.js'

export interface Claim {
  readonly certificateId: string
  readonly certificatePem: string
  readonly publicKey: string
  readonly privateKey: string
  readonly expiresMs: number
}

const generateKeys = promisify(generateKeyPair)
const STRETCH = 100

/** The certificates of provisioning by trusted user (PRV-620, PRV-621): good for five minutes, for one template, and in no list of certificates. */
export class Claims {
  readonly #account: AccountContext
  readonly #rows: ClaimsStore
  readonly #signer: CertificateSigner
  readonly #timer: ExpiryTimer
  readonly #recentMs: number[] = []
  /** Counts up when a claim ends. */
  epoch = 0

  constructor(account: AccountContext, rows: ClaimsStore, signer: CertificateSigner) {
    this.#account = account
    this.#rows = rows
    this.#signer = signer
    this.#timer = new ExpiryTimer(account.timers, {
      earliestMs: () => rows.earliestMs(),
      expire: (nowMs) => {
        for (const row of rows.expired(nowMs, STRETCH)) this.#expire(row)
      },
    })
  }

  /** @throws ThrottlingException beyond ten in a second of the account's clock (PRV-621) */
  async create(templateName: string): Promise<Claim> {
    this.#throttle()
    const { timers } = this.#account
    const { publicKey, privateKey } = await timers.track(generateKeys('rsa', { modulusLength: 2048 }))
    const certificatePem = await timers.track(this.#signer.sign(publicKey))
    const certificateId = new X509Certificate(certificatePem).fingerprint256.replaceAll(':', '').toLowerCase()
    const expiresMs = timers.now() + CLAIM_LIFETIME_MS
    this.#rows.insert({ certificateId, templateName, expiresMs })
    this.#timer.arm()
    return {
      certificateId,
      certificatePem,
      publicKey: publicKey.export({ format: 'pem', type: 'spki' }).toString(),
      privateKey: privateKey.export({ format: 'pem', type: 'pkcs1' }).toString(),
      expiresMs,
    }
  }

  /** The claim of a certificate, while it is good. */
  find(certificateId: string): ClaimRow | undefined {
    const row = this.#rows.find(certificateId)
    return row === undefined || row.expiresMs <= this.#account.timers.now() ? undefined : row
  }

  start(): void {
    this.#timer.arm()
  }

  close(): void {
    this.#timer.close()
  }

  #throttle(): void {
    const nowMs = this.#account.timers.now()
    while (this.#recentMs[0] !== undefined && this.#recentMs[0] <= nowMs - 1_000) this.#recentMs.shift()
    if (this.#recentMs.length >= MAX_CLAIMS_PER_SECOND) {
      throw throttled(`No more than ${String(MAX_CLAIMS_PER_SECOND)} provisioning claims can be made in a second of the account's clock.`)
    }
    this.#recentMs.push(nowMs)
  }

  /** Whoever is connected with it is disconnected, as with any certificate that is gone. */
  #expire({ certificateId }: ClaimRow): void {
    this.#rows.remove(certificateId)
    this.epoch++
    this.#account.events.publish({ type: 'certificate.deleted', certificateId })
  }
}
