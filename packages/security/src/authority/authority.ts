import type { KeyObject } from 'node:crypto'
import type { SessionKeys } from '../credentials/session-keys.js'

/** What a device certificate is issued for. */
export interface DeviceCertificateRequest {
  /** The key of a certificate with the subject `CN=AWS IoT Certificate`, or a certificate signing request whose subject and key are taken over. */
  readonly source: { readonly publicKey: KeyObject } | { readonly csr: string }
  /** Epoch milliseconds of the account's clock; the certificate is valid from two minutes before (REG-332). */
  readonly nowMs: number
}

export interface IssuedCertificate {
  /** Ends with a newline (REG-333). */
  readonly pem: string
  readonly der: Buffer
}

/** Key and certificate of a TLS server, PEM. */
export interface ServerIdentity {
  readonly keyPem: string
  readonly certPem: string
}

/** The emulator's own certificate authority, one per process: stands for Amazon's root and for the issuer of device certificates. */
export interface Authority {
  /** The root: what clients put where Amazon Root CA 3 goes (SEC-109). PEM, EC P-256. */
  readonly caCertificatePem: string
  /** Key and certificate of the TLS listeners. */
  readonly server: ServerIdentity
  /** Key and certificate for a host name that the server's own certificate does not carry. Made at the first asking; the same object until it is due for renewal. */
  serverFor(hostName: string): Promise<ServerIdentity>
  /** Temporary credentials of the credential provider. They hold as long as the root's key does, also across restarts. */
  readonly sessionKeys: SessionKeys
  /** The intermediate that issues device certificates, made on first use: RSA 2048, with the issuer name of AWS (REG-331), signed by the root. */
  deviceIssuerPem(): Promise<string>
  /**
   * Issues a device certificate as AWS does: expires 2049-12-31T23:59:59Z (SEC-204), signed by the intermediate.
   * @throws InvalidRequestException for a CSR that cannot be read, is not signed by its own key, or has a key that AWS does not take (REG-335).
   */
  issueDeviceCertificate(request: DeviceCertificateRequest): Promise<IssuedCertificate>
}
