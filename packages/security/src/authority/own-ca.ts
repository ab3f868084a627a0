import { generateKeyPair, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import type { IdSource } from '@iot-core-local/core'
import { fingerprintOf, toPem } from '../x509/certificate.js'
import { writeName } from '../x509/write-name.js'
import { issueCertificate } from './issue-certificate.js'

/** EC keys are on P-256, RSA keys have 2,048 bits. */
export type KeyKind = 'ec' | 'rsa'

export interface OwnCaOptions {
  readonly keys: KeyKind
  readonly commonName: string
  /** Serial numbers. */
  readonly ids: IdSource
  /** Epoch milliseconds: certificates are valid from a day before, to the end of 2049. */
  readonly nowMs: number
}

export interface OwnCertificate {
  /** SHA-256 of the DER, lower-case hex: AWS's certificate id. */
  readonly certificateId: string
  readonly certificatePem: string
}

/** A certificate authority as a device maker has it, apart from the emulator's own. */
export interface OwnCa extends OwnCertificate {
  /** PKCS #8 PEM. */
  readonly privateKeyPem: string
  /**
   * A device certificate, or the verification certificate of a registration code. Signed off the event loop.
   * @param subject values by the names of policy variables, such as `CommonName`
   * @throws RangeError for an unknown attribute of the subject
   */
  issue(subject: Readonly<Record<string, string>>, publicKey: KeyObject): Promise<OwnCertificate>
}

const DAY_MS = 86_400_000
const NOT_AFTER_MS = Date.UTC(2049, 11, 31, 23, 59, 59)

const generateKeys = promisify(generateKeyPair)

/** Makes keys off the event loop. */
export function createKeys(kind: KeyKind): Promise<{ readonly publicKey: KeyObject; readonly privateKey: KeyObject }> {
  return kind === 'ec' ? generateKeys('ec', { namedCurve: 'P-256' }) : generateKeys('rsa', { modulusLength: 2048 })
}

/** Makes a self-signed CA with keys of its own. */
export async function createOwnCa({ keys, commonName, ids, nowMs }: OwnCaOptions): Promise<OwnCa> {
  const { publicKey, privateKey } = await createKeys(keys)
  const nameDer = writeName({ CommonName: commonName })
  const order = {
    issuer: { nameDer, privateKey },
    notBeforeMs: nowMs - DAY_MS,
    notAfterMs: NOT_AFTER_MS,
  }
  const serial = (): Buffer => ids.bytes(20)
  const der = await issueCertificate({ ...order, serialNumber: serial(), subjectDer: nameDer, publicKey, kind: { use: 'ca' } })
  return {
    ...certificateOf(der),
    privateKeyPem: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    issue: async (subject, deviceKey) => {
      const subjectDer = writeName(subject)
      const made = { ...order, serialNumber: serial(), subjectDer, publicKey: deviceKey, kind: { use: 'device' } as const }
      return certificateOf(await issueCertificate(made))
    },
  }
}

function certificateOf(der: Buffer): OwnCertificate {
  return { certificateId: fingerprintOf(der), certificatePem: toPem(der, 'CERTIFICATE') }
}
