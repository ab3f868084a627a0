import type { Authority, ServerIdentity } from '@iot-core-local/security'

/** The server identities of domain names, as the listeners take them: the same object for the same certificate. */
export class DomainIdentities {
  readonly #authority: Authority
  readonly #byCertificate = new WeakMap<ServerIdentity, { readonly key: string; readonly cert: string }>()

  constructor(authority: Authority) {
    this.#authority = authority
  }

  async of(domainName: string): Promise<{ readonly key: string; readonly cert: string }> {
    const identity = await this.#authority.serverFor(domainName)
    const known = this.#byCertificate.get(identity)
    if (known !== undefined) return known
    const made = { key: identity.keyPem, cert: identity.certPem }
    this.#byCertificate.set(identity, made)
    return made
  }
}
