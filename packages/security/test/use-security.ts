import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { onTestFinished } from 'vitest'
import type { AdmissionOutcome, ConnectAttempt, IotHandlers, Peer } from '@iot-core-local/core'
import { createTestAccount, type TestAccount } from '@iot-core-local/core/testing'
import { type CertificateKind, commonName, issueCertificate } from '../src/authority/issue-certificate.js'
import {
  type Authority,
  createAuthority,
  createSecurity,
  type SecurityDeps,
  type SecurityOptions,
  type ThingBinding,
} from '../src/index.js'
import { parseCertificate, toPem } from '../src/x509/certificate.js'

/** The things and groups of a test, as a registry would answer about them. */
export interface TestThings {
  /** Bindings by `<principal ARN> <client id>`; an exclusive one by `<principal ARN> *`. */
  readonly bindings: Map<string, ThingBinding>
  /** Group ARNs by thing name, nearest first. */
  readonly groups: Map<string, readonly string[]>
  /** Ancestors by group ARN. */
  readonly ancestors: Map<string, readonly string[]>
  readonly principalsWithThings: Set<string>
  readonly dynamicGroups: Set<string>
}

let sharedAuthority: Promise<Authority> | undefined

/** One authority for all tests of a file: making its RSA key takes time. */
export function useAuthority(account: TestAccount): Promise<Authority> {
  sharedAuthority ??= createAuthority({ clock: account.timers, ids: account.ids })
  return sharedAuthority
}

export async function useSecurity(options: SecurityOptions = {}, more: Partial<SecurityDeps> & { readonly region?: string } = {}) {
  const { region, ...moreDeps } = more
  const account = createTestAccount(region === undefined ? {} : { region })
  onTestFinished(() => account.close())
  const things: TestThings = {
    bindings: new Map(),
    groups: new Map(),
    ancestors: new Map(),
    principalsWithThings: new Set(),
    dynamicGroups: new Set(),
  }
  const security = createSecurity(
    {
      ...account,
      authority: await useAuthority(account),
      things: {
        bindingFor: (principal, clientId) => things.bindings.get(`${principal} *`) ?? things.bindings.get(`${principal} ${clientId}`),
        exclusiveThingOf: (principal) => things.bindings.get(`${principal} *`)?.thingName,
        groupsOf: (thingName) => things.groups.get(thingName) ?? [],
        groupExists: (group) => things.ancestors.has(group),
        isDynamicGroup: (group) => things.dynamicGroups.has(group),
        ancestorsOf: (group) => things.ancestors.get(group) ?? [],
        thingExists: (thingName) => things.groups.has(thingName),
        hasThings: (principal) => things.principalsWithThings.has(principal),
      },
      ...moreDeps,
    },
    options,
  )
  // Tests call only what the package serves; a missing one fails as not being a function.
  const api = security.operations.iot as Required<IotHandlers>
  return { account, security, api, things, call: account.call }
}

export type SecurityUnderTest = Awaited<ReturnType<typeof useSecurity>>

export function policyOf(...statements: readonly Record<string, unknown>[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements })
}

export const allow = (action: string | readonly string[], resource: string | readonly string[]) => ({
  Effect: 'Allow',
  Action: action,
  Resource: resource,
})

export function peerWith(der: Buffer, change: Partial<Peer> = {}): Peer {
  return { transport: 'mqtts', remoteAddress: '192.0.2.7', remotePort: 50_000, clientCertificate: { der, chain: [] }, ...change }
}

export function connectAs(clientId: string, change: Partial<ConnectAttempt> = {}): ConnectAttempt {
  return { clientId, protocolVersion: 4, isPersistent: false, ...change }
}

export function derOf(pem: string): Buffer {
  const certificate = parseCertificate(pem)
  if (certificate === undefined) throw new Error('That is no certificate.')
  return certificate.der
}

/** The reason of a refusal; `ADMITTED` when there was none. */
export function reasonOf(outcome: AdmissionOutcome): string {
  return outcome.isAdmitted ? 'ADMITTED' : outcome.reason
}

export interface TestCa {
  readonly pem: string
  readonly certificateId: string
  readonly privateKey: KeyObject
  issue(options?: IssueOptions): Promise<TestLeaf>
}

export interface TestLeaf {
  readonly pem: string
  readonly der: Buffer
  readonly certificateId: string
}

export interface IssueOptions {
  readonly commonName?: string
  readonly publicKey?: KeyObject
  readonly notAfterMs?: number
}

let serials = 0

function newKeys(type: 'ec' | 'rsa') {
  return type === 'ec' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('rsa', { modulusLength: 2048 })
}

/** A certificate authority of somebody else. */
export async function makeCa(name: string, type: 'ec' | 'rsa' = 'ec'): Promise<TestCa> {
  const keys = newKeys(type)
  const subject = commonName(name)
  const make = async (nameDer: Buffer, publicKey: KeyObject, kind: CertificateKind, notAfterMs: number): Promise<TestLeaf> => {
    const der = await issueCertificate({
      serialNumber: Buffer.alloc(20, ++serials),
      subjectDer: nameDer,
      publicKey,
      notBeforeMs: Date.UTC(2020, 0, 1),
      notAfterMs,
      kind,
      issuer: { nameDer: subject, privateKey: keys.privateKey },
    })
    return { der, pem: toPem(der, 'CERTIFICATE'), certificateId: parseCertificate(der)?.certificateId ?? '' }
  }
  const far = Date.UTC(2049, 0, 1)
  const { pem, certificateId } = await make(subject, keys.publicKey, { use: 'ca' }, far)
  return {
    pem,
    certificateId,
    privateKey: keys.privateKey,
    issue: (options = {}) =>
      make(
        commonName(options.commonName ?? 'device'),
        options.publicKey ?? newKeys('ec').publicKey,
        { use: 'device' },
        options.notAfterMs ?? far,
      ),
  }
}
