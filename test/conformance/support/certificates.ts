import 'reflect-metadata'
import { createHash, webcrypto, X509Certificate as NodeCertificate } from 'node:crypto'
import {
  BasicConstraintsExtension,
  cryptoProvider,
  Pkcs10CertificateRequestGenerator,
  type X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509'
import type { World } from './world.js'

/* Certificates made by another library than the product's own, as users bring them. */

cryptoProvider.set('node', globalThis.crypto)

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const VALIDITY = { notBefore: new Date(Date.UTC(2020, 0, 1)), notAfter: new Date(Date.UTC(2049, 0, 1)) }

let serials = 0

export interface MadeCertificate {
  readonly pem: string
  /** Lower-case hex SHA-256 of the DER (REG-330). */
  readonly certificateId: string
}

export interface MadeCa extends MadeCertificate {
  /** A certificate that this CA signed. */
  issue(commonName: string): Promise<MadeCertificate>
}

function newKeys() {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
}

function made(certificate: X509Certificate): MadeCertificate {
  const certificateId = createHash('sha256').update(new Uint8Array(certificate.rawData)).digest('hex')
  return { pem: `${certificate.toString('pem')}\n`, certificateId }
}

/** A certificate that signed itself. */
export async function makeCertificate(commonName = 'device'): Promise<MadeCertificate> {
  return made(
    await X509CertificateGenerator.createSelfSigned({
      serialNumber: nextSerial(),
      name: `CN=${commonName}`,
      ...VALIDITY,
      signingAlgorithm: ALGORITHM,
      keys: await newKeys(),
    }),
  )
}

/** A certificate authority. */
export async function makeCa(commonName: string): Promise<MadeCa> {
  const keys = await newKeys()
  const name = `CN=${commonName}`
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: nextSerial(),
    name,
    ...VALIDITY,
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [new BasicConstraintsExtension(true, undefined, true)],
  })
  const issue = async (subject: string): Promise<MadeCertificate> => {
    const { publicKey } = await newKeys()
    return made(
      await X509CertificateGenerator.create({
        serialNumber: nextSerial(),
        subject: `CN=${subject}`,
        issuer: name,
        ...VALIDITY,
        signingAlgorithm: ALGORITHM,
        publicKey,
        signingKey: keys.privateKey,
      }),
    )
  }
  return { ...made(certificate), issue }
}

/** A PKCS #10 request. */
export async function makeSigningRequest(commonName: string): Promise<string> {
  const request = await Pkcs10CertificateRequestGenerator.create({
    name: `CN=${commonName}`,
    keys: await newKeys(),
    signingAlgorithm: ALGORITHM,
  })
  return request.toString('pem')
}

/** What a certificate says, read by Node. */
export function readPem(pem: string | undefined): { readonly certificateId: string; readonly subject: string; readonly validTo: Date } {
  const certificate = new NodeCertificate(pem ?? '')
  const certificateId = createHash('sha256').update(new Uint8Array(certificate.raw)).digest('hex')
  return { certificateId, subject: certificate.subject, validTo: new Date(certificate.validTo) }
}

export interface RegisteredCertificate {
  readonly certificateId: string
  readonly certificateArn: string
}

/** Registers a new certificate, INACTIVE unless told otherwise. */
export async function registerCertificate(
  { iot }: Pick<World, 'iot'>,
  status: 'ACTIVE' | 'INACTIVE' = 'INACTIVE',
): Promise<RegisteredCertificate> {
  const { pem } = await makeCertificate()
  const { certificateId = '', certificateArn = '' } = await iot.registerCertificateWithoutCA({ certificatePem: pem, status })
  return { certificateId, certificateArn }
}

export async function statusOfCertificate({ iot }: Pick<World, 'iot'>, certificateId: string) {
  return (await iot.describeCertificate({ certificateId })).certificateDescription?.status
}

/** Registers a CA in DEFAULT mode, ACTIVE, with the verification certificate that this takes (REG-401). */
export async function registerCa({ iot }: World, ca: MadeCa): Promise<RegisteredCertificate> {
  const verificationCertificate = await verificationOf(iot, ca)
  const { certificateId = '', certificateArn = '' } = await iot.registerCACertificate({
    caCertificate: ca.pem,
    verificationCertificate,
    setAsActive: true,
  })
  return { certificateId, certificateArn }
}

/** A certificate of the CA that carries the account's registration code. */
export async function verificationOf(iot: World['iot'], ca: MadeCa): Promise<string> {
  const { registrationCode = '' } = await iot.getRegistrationCode({})
  return (await ca.issue(registrationCode)).pem
}

function nextSerial(): string {
  serials += 1
  return serials.toString(16).padStart(4, '0')
}
