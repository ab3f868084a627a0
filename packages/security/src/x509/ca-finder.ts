import type { CaCertificateRow, CaCertificateStore } from '../store/ca-certificate-store.js'
import { type Certificate, isSignedBy, parseCertificate } from './certificate.js'

/** How many CA certificates are kept ready for checking signatures. */
const MAX_READY = 1000

/** Finds the registered CAs that directly signed a certificate (SEC-213, PRV-105): by name first, then by the signature itself. */
export class CaFinder {
  readonly #rows: CaCertificateStore
  readonly #ready = new Map<string, Certificate>()

  constructor(rows: CaCertificateStore) {
    this.#rows = rows
  }

  /** In order of registration; in whatever status. Never throws for the certificate's sake. */
  signersOf(certificate: Certificate): readonly CaCertificateRow[] {
    return this.#rows.bySubject(certificate.issuer).filter((row) => this.hasSigned(row, certificate))
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
    if (this.#ready.size >= MAX_READY) this.#ready.delete(this.#ready.keys().next().value ?? '')
    this.#ready.set(row.certificateId, certificate)
    return certificate
  }
}
