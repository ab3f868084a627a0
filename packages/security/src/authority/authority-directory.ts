import { createPrivateKey, type KeyObject } from 'node:crypto'
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { EmulatorError } from '@iot-core-local/core'
import { type Certificate, parseCertificate } from '../x509/certificate.js'

export interface KeyAndCertificate {
  readonly privateKey: KeyObject
  readonly certificate: Certificate
}

/** Keeps pairs of key and certificate. `load` resolves with undefined when there is none of that name. */
export interface KeyCabinet {
  load(name: string): Promise<KeyAndCertificate | undefined>
  save(name: string, pair: KeyAndCertificate): Promise<void>
}

/** Keeps nothing: the authority lives as long as the process. */
export const memoryCabinet: KeyCabinet = { load: () => Promise.resolve(undefined), save: () => Promise.resolve() }

const HINT = 'Give --ca-dir a folder that iot-core-local wrote, or an empty one; clients must then be given the new ca.pem.'

/** Opens the folder of an authority, made with mode 0700 when missing. @throws EmulatorError ICL_CA_DIR_INVALID */
export async function openCabinet(directory: string): Promise<KeyCabinet> {
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 })
  } catch (cause) {
    throw invalid(`The folder ${directory} cannot be made.`, cause)
  }
  return {
    load: (name) => load(directory, name),
    save: (name, pair) => save(directory, name, pair),
  }
}

async function load(directory: string, name: string): Promise<KeyAndCertificate | undefined> {
  const [certPath, keyPath] = paths(directory, name)
  const certPem = await readIfThere(certPath)
  // The key is written first: a key alone is what an interrupted first start leaves, and nobody has seen a certificate of it.
  if (certPem === undefined) return undefined
  const keyPem = await readIfThere(keyPath)
  const certificate = parseCertificate(certPem)
  if (certificate === undefined) throw invalid(`${certPath} is not a certificate.`)
  if (keyPem === undefined) throw invalid(`${keyPath} is missing beside ${certPath}.`)
  const privateKey = readKey(keyPem, keyPath)
  if (!certificate.x509.checkPrivateKey(privateKey)) throw invalid(`The key in ${keyPath} is not the key of ${certPath}.`)
  return { privateKey, certificate }
}

function readKey(pem: string, path: string): KeyObject {
  try {
    return createPrivateKey(pem)
  } catch (cause) {
    throw invalid(`${path} is not a private key.`, cause)
  }
}

async function save(directory: string, name: string, { privateKey, certificate }: KeyAndCertificate): Promise<void> {
  const [certPath, keyPath] = paths(directory, name)
  try {
    await replaceFile(keyPath, privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(), 0o600)
    await replaceFile(certPath, certificate.pem, 0o644)
  } catch (cause) {
    throw invalid(`The folder ${directory} cannot be written to.`, cause)
  }
}

function paths(directory: string, name: string): [certPath: string, keyPath: string] {
  return [join(directory, `${name}.pem`), join(directory, `${name}-key.pem`)]
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined
    throw invalid(`${path} cannot be read.`, cause)
  }
}

/** Whole or not at all: a crash leaves the old file. */
async function replaceFile(path: string, text: string, mode: number): Promise<void> {
  const draft = `${path}.new`
  await writeFile(draft, text, { mode })
  await chmod(draft, mode)
  await rename(draft, path)
}

function invalid(message: string, cause?: unknown): EmulatorError {
  return new EmulatorError('ICL_CA_DIR_INVALID', message, { hint: HINT, cause })
}

/** For pairs that are whole but not what their place asks for. */
export function misplaced(what: string): EmulatorError {
  return invalid(what)
}
