import type { CaCertificateRow, CaCertificateStore } from '../store/ca-certificate-store.js'
import { type Certificate, isSignedBy, parseCertificate } from './certificate.js'

/** How many CA certificates, and how many names of CAs, are kept ready. */
const MAX_READY = 1000

/** Finds the registered CAs that directly signed a certificate (SEC-213, PRV-105): by name first, then by the signature itself. */
export class CaFinder {
  readonly #rows: CaCertificateStore
  readonly #ready = new Map<string, Certificate>()
  /** The issuers of certificates that have been met, as text, by their DER: only those that are registered, so that strangers cannot fill it. */
  readonly #issuers = new Map<string, string>()

  constructor(rows: CaCertificateStore) {
    this.#rows = rows
  }

  /** In order of registration; in whatever status. Never throws for the certificate's sake. */
  signersOf(certificate: Certificate): readonly CaCertificateRow[] {
    const rows = this.#named(certificate)
    return rows.filter((row) => this.hasSigned(row, certificate))
  }

  #named(certificate: Certificate): readonly CaCertificateRow[] {
    const key = certificate.issuerDer.toString('latin1')
    const known = this.#issuers.get(key)
    if (known !== undefined) return this.#rows.bySubject(known)
    try {
      const rows = this.#rows.bySubject(certificate.issuer)
      if (rows.length > 0) remember(this.#issuers, key, certificate.issuer)
      return rows
    } catch {
      // OpenSSL cannot read it: nobody has signed it.
      return []
    }
  }

  hasSigned(row: CaCertificateRow, certificate: Certificate): boolean {
    const ca = this.#certificateOf(row)
    return ca !== undefined && isSignedBy(certificate, ca)
  }

  #certificateOf(row: CaCertificateRow): Certificate | undefined {
    const known = this.#ready.get(row.certificateId)
    if (known !== undefined) return known
    const certificate = parseCertificate(row.pem)
    if (certificate === undefined) return undefined
    remember(this.#ready, row.certificateId, certificate)
    return certificate
  }
}

function remember<Value>(values: Map<string, Value>, key: string, value: Value): void {
  if (values.size >= MAX_READY) values.delete(values.keys().next().value ?? '')
  values.set(key, value)
}
