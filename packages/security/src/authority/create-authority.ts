import { generateKeyPair, hkdfSync, type KeyObject } from 'node:crypto'
import { isIP } from 'node:net'
import { promisify } from 'node:util'
import type { Clock, IdSource } from '@iot-core-local/core'
import { createSessionKeys, type SessionKeys } from '../credentials/session-keys.js'
import { expectTag, TAG } from '../der/der-reader.js'
import { type Certificate, isSignedBy, parseCertificate, tbsFields, toPem } from '../x509/certificate.js'
import { readCertificateNames } from '../x509/certificate-names.js'
import { parseSigningRequest } from '../x509/signing-request.js'
import type { Authority, DeviceCertificateRequest, IssuedCertificate, ServerIdentity } from './authority.js'
import { type KeyAndCertificate, type KeyCabinet, memoryCabinet, misplaced, openCabinet } from './authority-directory.js'
import { type CertificateKind, commonName, issueCertificate, type Issuer, organizationalUnitName } from './issue-certificate.js'

export interface AuthorityOptions {
  /** Dates certificates, and says when the server certificate is due for renewal. Give the real clock: TLS clients judge by theirs. */
  readonly clock: Clock
  /** Serial numbers. */
  readonly ids: IdSource
  /** Where keys and certificates are kept; made when missing (folder 0700, keys 0600). Without it everything is in memory. */
  readonly directory?: string
  /** Host names and IP addresses of the server certificate besides `localhost`, `127.0.0.1` and `::1`. */
  readonly hostNames?: readonly string[]
}

const DAY_MS = 86_400_000
const ROOT_VALIDITY_MS = 20 * 365 * DAY_MS
/** Some TLS clients take no server certificate that is valid for longer than 825 days. */
const SERVER_VALIDITY_MS = 800 * DAY_MS
/** Certificates for further host names that are kept at hand. */
const MAX_SERVERS = 1_000
const RENEW_BEFORE_MS = 60 * DAY_MS
/** Clocks of clients may be a little behind. */
const BACKDATED_MS = DAY_MS
/** AWS dates certificates about two minutes back (REG-332). */
const DEVICE_BACKDATED_MS = 120_000
/** 2049-12-31T23:59:59Z (SEC-204). */
const DEVICE_EXPIRY_MS = Date.UTC(2049, 11, 31, 23, 59, 59)

const AWS_ISSUER = 'Amazon Web Services O=Amazon.com Inc. L=Seattle ST=Washington C=US'
const AWS_SUBJECT = 'AWS IoT Certificate'

const generateKeys = promisify(generateKeyPair)

/**
 * Makes the authority, or loads it from its directory.
 * @throws EmulatorError ICL_CA_DIR_INVALID when the directory holds something else than a whole authority or cannot be used.
 */
export async function createAuthority(options: AuthorityOptions): Promise<Authority> {
  const cabinet = options.directory === undefined ? memoryCabinet : await openCabinet(options.directory)
  const foundry = new Foundry(options, cabinet)
  const root = await foundry.root()
  const server = await foundry.server(root, ['localhost', '127.0.0.1', '::1', ...(options.hostNames ?? [])])
  return new LocalAuthority({ foundry, root, server, sessionKeys: createSessionKeys(secretOf(root, 'session keys'), options.ids) })
}

interface AuthorityParts {
  readonly foundry: Foundry
  readonly root: KeyAndCertificate
  readonly server: KeyAndCertificate
  readonly sessionKeys: SessionKeys
}

/** 32 bytes for one purpose that only the holder of the root's key can know. */
function secretOf({ privateKey }: KeyAndCertificate, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', privateKey.export({ format: 'der', type: 'pkcs8' }), '', purpose, 32))
}

class LocalAuthority implements Authority {
  readonly caCertificatePem: string
  readonly server: ServerIdentity
  readonly sessionKeys: SessionKeys
  readonly #foundry: Foundry
  readonly #root: KeyAndCertificate
  readonly #servers = new Map<string, Promise<{ readonly certificate: Certificate; readonly identity: ServerIdentity }>>()
  #deviceIssuer: Promise<KeyAndCertificate> | undefined

  constructor({ foundry, root, server, sessionKeys }: AuthorityParts) {
    this.#foundry = foundry
    this.#root = root
    this.sessionKeys = sessionKeys
    this.caCertificatePem = root.certificate.pem
    this.server = identityOf(server)
  }

  async serverFor(hostName: string): Promise<ServerIdentity> {
    const name = hostName.toLowerCase()
    const known = await this.#servers.get(name)
    if (known !== undefined && this.#foundry.isFresh(known.certificate)) return known.identity
    // Configurations bound the names that are asked for; this bounds what they leave behind.
    if (this.#servers.size >= MAX_SERVERS) this.#servers.clear()
    const made = this.#foundry.serverFor(this.#root, name).then((pair) => ({ certificate: pair.certificate, identity: identityOf(pair) }))
    this.#servers.set(name, made)
    made.catch(() => this.#servers.delete(name))
    return (await made).identity
  }

  async deviceIssuerPem(): Promise<string> {
    return (await this.#issuer()).certificate.pem
  }

  async issueDeviceCertificate({ source, nowMs }: DeviceCertificateRequest): Promise<IssuedCertificate> {
    const { subjectDer, publicKey } =
      'csr' in source ? parseSigningRequest(source.csr) : { subjectDer: commonName(AWS_SUBJECT), publicKey: source.publicKey }
    const issuer = issuerOf(await this.#issuer())
    const validity = { notBeforeMs: nowMs - DEVICE_BACKDATED_MS, notAfterMs: DEVICE_EXPIRY_MS }
    const der = await this.#foundry.issue({ subjectDer, publicKey, kind: { use: 'device' }, issuer, ...validity })
    return { der, pem: toPem(der, 'CERTIFICATE') }
  }

  /** Made when the first device certificate is asked for: a start without one is faster. */
  #issuer(): Promise<KeyAndCertificate> {
    this.#deviceIssuer ??= this.#foundry.deviceIssuer(this.#root).catch((error: unknown) => {
      this.#deviceIssuer = undefined
      throw error
    })
    return this.#deviceIssuer
  }
}

interface Order {
  readonly subjectDer: Buffer
  readonly publicKey: KeyObject
  readonly kind: CertificateKind
  readonly issuer: Issuer
  readonly notBeforeMs: number
  readonly notAfterMs: number
}

type PairOrder = Omit<Order, 'notBeforeMs' | 'notAfterMs'> & { readonly privateKey: KeyObject; readonly validityMs: number }

/** Makes or fetches the pairs of key and certificate that the authority consists of. */
class Foundry {
  readonly #clock: Clock
  readonly #ids: IdSource
  readonly #cabinet: KeyCabinet

  constructor({ clock, ids }: AuthorityOptions, cabinet: KeyCabinet) {
    this.#clock = clock
    this.#ids = ids
    this.#cabinet = cabinet
  }

  issue(order: Order): Promise<Buffer> {
    return issueCertificate({ ...order, serialNumber: this.#ids.bytes(20) })
  }

  async root(): Promise<KeyAndCertificate> {
    const stored = await this.#cabinet.load('ca')
    if (stored !== undefined) {
      if (!stored.certificate.isCa) throw misplaced('ca.pem is not the certificate of a CA.')
      if (stored.certificate.notAfterMs < this.#clock.now()) throw misplaced('The CA certificate in ca.pem has expired.')
      return stored
    }
    if ((await this.#cabinet.load('server')) !== undefined)
      throw misplaced('The folder has a server.pem, but no ca.pem that it belongs to.')
    const keys = await generateKeys('ec', { namedCurve: 'P-256' })
    const subjectDer = commonName(`iot-core-local CA ${this.#ids.hex(8)}`)
    const issuer = { nameDer: subjectDer, privateKey: keys.privateKey }
    return this.#make('ca', { ...keys, subjectDer, issuer, kind: { use: 'ca' }, validityMs: ROOT_VALIDITY_MS })
  }

  async server(root: KeyAndCertificate, hostNames: readonly string[]): Promise<KeyAndCertificate> {
    const names = [...new Set(hostNames)]
    const stored = await this.#cabinet.load('server')
    if (stored !== undefined && isSignedBy(stored.certificate, root.certificate) && this.#isStillGood(stored, names)) return stored
    const keys = await generateKeys('ec', { namedCurve: 'P-256' })
    const subjectDer = commonName('iot-core-local')
    const kind: CertificateKind = { use: 'server', hostNames: names }
    return this.#make('server', { ...keys, subjectDer, issuer: issuerOf(root), kind, validityMs: SERVER_VALIDITY_MS })
  }

  async deviceIssuer(root: KeyAndCertificate): Promise<KeyAndCertificate> {
    const stored = await this.#cabinet.load('device-issuer')
    if (stored !== undefined) {
      if (!isSignedBy(stored.certificate, root.certificate)) throw misplaced('device-issuer.pem was not signed by the CA in ca.pem.')
      return stored
    }
    const keys = await generateKeys('rsa', { modulusLength: 2048 })
    const kind: CertificateKind = { use: 'ca', pathLength: 0 }
    const subjectDer = organizationalUnitName(AWS_ISSUER)
    return this.#make('device-issuer', { ...keys, subjectDer, issuer: issuerOf(root), kind, validityMs: ROOT_VALIDITY_MS })
  }

  #isStillGood({ certificate }: KeyAndCertificate, hostNames: readonly string[]): boolean {
    const names = readCertificateNames(certificate.der).subjectAlternativeName
    const covered = new Set([...(names['DNSName'] ?? []), ...(names['IPAddress'] ?? []).map(addressKey)])
    const isComplete = hostNames.length === covered.size && hostNames.every((name) => covered.has(addressKey(name)))
    return isComplete && this.isFresh(certificate)
  }

  isFresh(certificate: Certificate): boolean {
    return certificate.notAfterMs - RENEW_BEFORE_MS > this.#clock.now()
  }

  /** Kept by nobody: a new one serves as well. */
  async serverFor(root: KeyAndCertificate, hostName: string): Promise<KeyAndCertificate> {
    const keys = await generateKeys('ec', { namedCurve: 'P-256' })
    const kind: CertificateKind = { use: 'server', hostNames: [hostName] }
    return this.#issuePair({
      ...keys,
      subjectDer: commonName('iot-core-local'),
      issuer: issuerOf(root),
      kind,
      validityMs: SERVER_VALIDITY_MS,
    })
  }

  async #make(name: string, order: PairOrder): Promise<KeyAndCertificate> {
    const pair = await this.#issuePair(order)
    await this.#cabinet.save(name, pair)
    return pair
  }

  async #issuePair(order: PairOrder): Promise<KeyAndCertificate> {
    const { privateKey, validityMs, ...rest } = order
    const nowMs = this.#clock.now()
    const der = await this.issue({ ...rest, notBeforeMs: nowMs - BACKDATED_MS, notAfterMs: nowMs + validityMs })
    const certificate = parseCertificate(der)
    if (certificate === undefined) throw new Error('The certificate just made cannot be read.')
    return { privateKey, certificate }
  }
}

function identityOf({ privateKey, certificate }: KeyAndCertificate): ServerIdentity {
  return { keyPem: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(), certPem: certificate.pem }
}

/** The name under which a CA signs: its subject. */
function issuerOf({ privateKey, certificate }: KeyAndCertificate): Issuer {
  return { privateKey, nameDer: expectTag(tbsFields(certificate.der)[4], TAG.sequence).whole }
}

/** One spelling for each IPv6 address: `::1` and `0:0:0:0:0:0:0:1` are the same. */
function addressKey(name: string): string {
  return isIP(name) === 6 ? new URL(`http://[${name}]`).hostname : name
}
