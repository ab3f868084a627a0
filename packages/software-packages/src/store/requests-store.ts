import type { Store } from '@iot-core-local/core'
import { TOKENS_FORGOTTEN_AT_ONCE } from '../limits.js'

/** A request that was granted under a client token. */
export interface GrantedRequest {
  readonly operation: string
  readonly clientToken: string
  /** Of its parameters. */
  readonly digest: string
  /** What was answered, as JSON. */
  readonly output: string
  readonly expiresAtMs: number
}

/** Requests by their client tokens. */
export class RequestsStore {
  readonly #put
  readonly #find
  readonly #forget

  constructor({ db }: Store) {
    this.#put = db.prepare<[GrantedRequest]>(
      `INSERT OR REPLACE INTO software_packages_requests (operation, client_token, digest, output, expires_at_ms)
       VALUES (:operation, :clientToken, :digest, :output, :expiresAtMs)`,
    )
    this.#find = db.prepare<[string, string, number], { readonly digest: string; readonly output: string }>(
      'SELECT digest, output FROM software_packages_requests WHERE operation = ? AND client_token = ? AND expires_at_ms > ?',
    )
    this.#forget = db.prepare<[number, number]>(
      `DELETE FROM software_packages_requests WHERE (operation, client_token) IN (
         SELECT operation, client_token FROM software_packages_requests WHERE expires_at_ms <= ? ORDER BY expires_at_ms LIMIT +?)`,
    )
  }

  find(operation: string, clientToken: string, nowMs: number): { readonly digest: string; readonly output: string } | undefined {
    return this.#find.get(operation, clientToken, nowMs)
  }

  /** Keeps a request, and forgets some of those whose time is over. */
  keep(request: GrantedRequest, nowMs: number): void {
    this.#put.run(request)
    this.#forget.run(nowMs, TOKENS_FORGOTTEN_AT_ONCE)
  }
}
