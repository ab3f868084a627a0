import {
  type Call,
  type IotHandlers,
  invalidRequest,
  resourceAlreadyExists,
  resourceNotFound,
  type ThingSnapshot,
  TopicRouter,
  type TopicHandler,
} from '@iot-core-local/core'
import { createTestAccount, type TestAccount, type TestAccountOptions } from '@iot-core-local/core/testing'
import { createHash } from 'node:crypto'
import { onTestFinished } from 'vitest'
import {
  type AnsweringFunction,
  createFunctionCaller,
  createProvisioning,
  type FoundCertificate,
  type ProvisioningDeps,
  type RegistrationConfig,
} from '../src/index.js'
import { MemoryObjects } from './memory-objects.js'

/** What the signer of the tests signs. */
export const TEST_CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBdzCCAR2gAwIBAgIUDYO1x4IJAhAI/+X6TM6JvoWDDOUwCgYIKoZIzj0EAwIw
EDEOMAwGA1UEAwwFY2xhaW0wIBcNMjYxMTI0MDAwNzM4WhgPMjA1MTA3MTYwMDA3
MzhaMBAxDjAMBgNVBAMMBWNsYWltMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE
ifklEwjOWfxVYXtMOiBL9FVWWnvvgIXFZKmI4B5wvUpd3vab9dwGix7Geejn+jiD
Wfj2KHtzdtxCSOb9SavEGqNTMFEwHQYDVR0OBBYEFJf136XnjOKIuuL+fNBQ4gaX
+DhFMB8GA1UdIwQYMBaAFJf136XnjOKIuuL+fNBQ4gaX+DhFMA8GA1UdEwEB/wQF
MAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIhAIs47SkEeBUETAoB3XJhYqK1ozYu+gH8
+X5DmME2G15bAiA9FHDPFrI+Jy+pHmFGHwsmXU5HGheDyssaZpojn6YkcQ==
-----END CERTIFICATE-----
`

/** The same subject, another key. */
export const OTHER_CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBeDCCAR2gAwIBAgIUXIe7Ahr6LzU1XfQTpgSORFdel4owCgYIKoZIzj0EAwIw
EDEOMAwGA1UEAwwFY2xhaW0wIBcNMjYxMTI0MDAxODM0WhgPMjA1MTA3MTYwMDE4
MzRaMBAxDjAMBgNVBAMMBWNsYWltMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE
Ru55CAQ9hJC2MOZ+BMhX1B/IzZTNQD+3oeBwQGuxOibRpW8BLCgqqNFlYzI1hOZT
tnFgQUp5ZijpVTm1EeHILaNTMFEwHQYDVR0OBBYEFGPwzvIxL8yxoaBdXgqXNGtb
gpYFMB8GA1UdIwQYMBaAFGPwzvIxL8yxoaBdXgqXNGtbgpYFMA8GA1UdEwEB/wQF
MAMBAf8wCgYIKoZIzj0EAwIDSQAwRgIhAJ5z7pQlBshVSALyomKfJY9c3clfCY+O
gIQ0tKdOFvEuAiEAuoy7k2Kn9JPPkRxyLsp6V6qIfHK7Qy3B5IrlDwHV19I=
-----END CERTIFICATE-----
`

/** A table of JSON values in the account's database: what a transaction undoes is undone here too. */
class Shelf<T> {
  readonly #account: TestAccount
  readonly #kind: string

  constructor(account: TestAccount, kind: string) {
    account.store.db.exec('CREATE TABLE IF NOT EXISTS test_shelf (kind TEXT, id TEXT, json TEXT, PRIMARY KEY (kind, id))')
    this.#account = account
    this.#kind = kind
  }

  get(id: string): T | undefined {
    const row = this.#account.store.db
      .prepare<[string, string], { json: string }>('SELECT json FROM test_shelf WHERE kind = ? AND id = ?')
      .get(this.#kind, id)
    return row === undefined ? undefined : (JSON.parse(row.json) as T)
  }

  put(id: string, value: T): void {
    this.#account.store.db.prepare('INSERT OR REPLACE INTO test_shelf VALUES (?, ?, ?)').run(this.#kind, id, JSON.stringify(value))
  }

  remove(id: string): void {
    this.#account.store.db.prepare('DELETE FROM test_shelf WHERE kind = ? AND id = ?').run(this.#kind, id)
  }

  ids(): string[] {
    return this.#account.store.db
      .prepare<[string], { id: string }>('SELECT id FROM test_shelf WHERE kind = ? ORDER BY id')
      .all(this.#kind)
      .map(({ id }) => id)
  }
}

type Thing = ThingSnapshot & { readonly groups: readonly string[]; readonly principals: readonly string[] }
type Certificate = FoundCertificate & { readonly policies: readonly string[] }

/** Certificates, policies and things of a test: as little as provisioning needs, in the account's own database. */
export class TestWorld {
  readonly things: Shelf<Thing>
  readonly groups: Shelf<object>
  readonly certificates: Shelf<Certificate>
  readonly policies: Shelf<string>
  readonly cas: Shelf<RegistrationConfig>
  readonly desks: Pick<ProvisioningDeps, 'things' | 'certificates' | 'policies' | 'cas' | 'tags'>
  readonly tags: string[] = []

  constructor(account: TestAccount) {
    this.things = new Shelf(account, 'thing')
    this.groups = new Shelf(account, 'group')
    this.certificates = new Shelf(account, 'certificate')
    this.policies = new Shelf(account, 'policy')
    this.cas = new Shelf(account, 'ca')
    const { things, groups, certificates, policies, cas, tags } = this
    const changeThing = (thingName: string, change: (thing: Thing) => Partial<Thing>): void => {
      const thing = things.get(thingName)
      if (thing === undefined) throw resourceNotFound()
      things.put(thingName, { ...thing, ...change(thing) })
    }
    const addCertificate = (certificatePem: string, status: FoundCertificate['status']) => {
      if (certificatePem === '') throw invalidRequest('bad certificate')
      const certificateId = createHash('sha256').update(certificatePem).digest('hex')
      if (certificates.get(certificateId) !== undefined) throw resourceAlreadyExists('exists')
      const made = { certificateId, certificateArn: account.arns.certificate(certificateId), certificatePem }
      certificates.put(certificateId, { ...made, status, caCertificateId: undefined, subject: {}, policies: [] })
      return made
    }
    let keys = 0
    this.desks = {
      things: {
        find: (thingName) => things.get(thingName),
        groupsOf: (thingName) => things.get(thingName)?.groups ?? [],
        create: ({ thingName, attributes, thingTypeName, billingGroup }) => {
          if (thingTypeName === 'no-such-type') throw resourceNotFound()
          things.put(thingName, {
            thingName,
            thingId: thingName,
            thingTypeName,
            billingGroupName: billingGroup,
            attributes: attributes ?? {},
            version: 1,
            groups: [],
            principals: [],
          })
        },
        update: ({ thingName, thingTypeName, attributes, isMerge = false }) => {
          changeThing(thingName, (thing) => ({
            ...(thingTypeName === undefined ? {} : { thingTypeName }),
            ...(attributes === undefined ? {} : { attributes: isMerge ? { ...thing.attributes, ...attributes } : attributes }),
          }))
        },
        addToGroup: (thingName, group) => {
          if (groups.get(group) === undefined) throw resourceNotFound()
          changeThing(thingName, (thing) => ({ groups: [...thing.groups, group] }))
        },
        removeFromGroup: (thingName, group) => {
          changeThing(thingName, (thing) => ({ groups: thing.groups.filter((name) => name !== group) }))
        },
        attachPrincipal: (thingName, principalArn, type) => {
          changeThing(thingName, (thing) => ({ principals: [...thing.principals, `${principalArn} ${type}`] }))
        },
      },
      certificates: {
        find: (certificateId) => certificates.get(certificateId),
        createKeysAndCertificate: (status) =>
          Promise.resolve({ ...addCertificate(`-----BEGIN CERTIFICATE-----\nkeys ${String(++keys)}`, status), privateKey: 'private key' }),
        issueFromCsr: (csr) =>
          csr.startsWith('csr')
            ? Promise.resolve(`-----BEGIN CERTIFICATE-----\n${csr} ${String(++keys)}`)
            : Promise.reject(invalidRequest('The certificate signing request cannot be read.')),
        adopt: addCertificate,
        register: (certificatePem, _ca, status) => addCertificate(certificatePem, status),
        setStatus: (certificateId, status) => {
          const certificate = certificates.get(certificateId)
          if (certificate === undefined) throw resourceNotFound()
          certificates.put(certificateId, { ...certificate, status })
        },
        remove: (certificateId) => {
          certificates.remove(certificateId)
        },
      },
      policies: {
        exists: (policyName) => policies.get(policyName) !== undefined,
        create: (policyName, document) => {
          policies.put(policyName, document)
        },
        attach: (policyName, target) => {
          const certificate = certificates.get(target.slice(target.lastIndexOf('/') + 1))
          if (certificate === undefined) throw resourceNotFound()
          certificates.put(certificate.certificateId, { ...certificate, policies: [...certificate.policies, policyName] })
        },
      },
      cas: {
        registrationConfigOf: (caCertificateId) => cas.get(caCertificateId),
        isTemplateInUse: (templateName) => cas.ids().some((id) => cas.get(id)?.templateName === templateName),
      },
      tags: {
        add: (arn, given) => {
          tags.push(...given.map(({ Key, Value }) => `${arn} ${Key ?? ''}=${Value ?? ''}`))
        },
        removeAll: () => {
          tags.length = 0
        },
      },
    }
  }

  /** A certificate that waits for activation. */
  addPending(certificateId: string, subject: Readonly<Record<string, readonly string[]>> = {}): void {
    const certificateArn = `arn:aws:iot:us-east-1:123456789012:cert/${certificateId}`
    this.certificates.put(certificateId, {
      certificateId,
      certificateArn,
      certificatePem: `pem of ${certificateId}`,
      status: 'PENDING_ACTIVATION',
      caCertificateId: 'b'.repeat(64),
      subject,
      policies: [],
    })
  }
}

/** Provisioning on an account of its own, ended with the test. */
export function useProvisioning(more: Partial<ProvisioningDeps> = {}, options: TestAccountOptions = {}) {
  const account = createTestAccount(options)
  const world = new TestWorld(account)
  const functions = createFunctionCaller({ region: account.region })
  const bulkSource = new MemoryObjects()
  const signer = { sign: () => Promise.resolve(TEST_CERTIFICATE) }
  const provisioning = createProvisioning({
    ...account,
    ...world.desks,
    functions,
    signer,
    bulkSource,
    reportLinks: { urlOf: (token) => `report:${token}` },
    wallTimers: account.timers,
    ...more,
  })
  provisioning.start()
  const router = new TopicRouter<TopicHandler>()
  for (const handler of provisioning.topics) router.add(handler.pattern, handler)
  onTestFinished(async () => {
    await provisioning.close()
    account.close()
  })
  return {
    account,
    world,
    bulkSource,
    onFunction: (name: string, fn: AnsweringFunction) => {
      functions.register(name, fn)
    },
    provisioning,
    /** Calls an operation. */
    iot: <Name extends keyof IotHandlers>(name: Name): NonNullable<IotHandlers[Name]> => {
      const handler = provisioning.operations.iot?.[name]
      if (handler === undefined) throw new Error(`${name} is not covered.`)
      return handler
    },
    call: account.call,
    /** Publishes to a reserved topic; resolves with the replies. */
    publish: async (topic: string, payload: string | Uint8Array, call: Call = account.mqttCall('claim-1')) => {
      const match = router.find(topic)
      if (match === undefined) throw new Error(`Nothing answers ${topic}.`)
      return match.target.handle({ topic, params: match.params, payload: Buffer.from(payload), qos: 1, call })
    },
  }
}

/** A template of a thing, its certificate by id and a policy by name. */
export function templateBody(
  changes: { readonly thing?: object; readonly certificate?: object; readonly policy?: object; readonly more?: object } = {},
): string {
  return JSON.stringify({
    Parameters: { SerialNumber: { Type: 'String' }, 'AWS::IoT::Certificate::Id': { Type: 'String' } },
    Resources: {
      thing: {
        Type: 'AWS::IoT::Thing',
        Properties: { ThingName: { 'Fn::Join': ['', ['sensor-', { Ref: 'SerialNumber' }]] } },
        ...changes.thing,
      },
      certificate: {
        Type: 'AWS::IoT::Certificate',
        Properties: { CertificateId: { Ref: 'AWS::IoT::Certificate::Id' }, Status: 'Active' },
        ...changes.certificate,
      },
      policy: { Type: 'AWS::IoT::Policy', Properties: { PolicyName: 'device-policy' }, ...changes.policy },
    },
    ...changes.more,
  })
}
