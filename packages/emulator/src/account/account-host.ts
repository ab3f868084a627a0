import { createHash } from 'node:crypto'
import { type IdSource, limitExceeded, type Logger, openStore, type Peer, ServiceError, type Timers } from '@iot-core-local/core'
import type { EndpointNames } from '@iot-core-local/registry'
import type { LocalFunction } from '@iot-core-local/rules'
import type { Authority } from '@iot-core-local/security'
import type { AccountKey, DataDirectory } from '../host/data-directory.js'
import type { Account } from './account.js'
import { type AccountOptions, createAccount } from './create-account.js'
import { endpointPrefix } from './endpoint-names.js'
import { objectName } from './object-store.js'

/** Accounts are made for whoever asks; this bounds what a stray client can make. */
const MAX_ACCOUNTS = 1_000

export interface AccountHostDeps {
  readonly timers: Timers
  readonly wallTimers: Timers
  readonly ids: IdSource
  readonly log: Logger
  readonly authority: Authority
  readonly httpUrl: () => string
  readonly endpoints: (account: AccountKey) => EndpointNames
  readonly dataDirectory: DataDirectory | undefined
}

/** All accounts of a process: the default one, and others made when somebody names them. */
export class AccountHost {
  readonly #deps: AccountHostDeps
  readonly #options: AccountOptions
  readonly #defaultKey: AccountKey
  readonly #accounts = new Map<string, Account>()
  readonly #byEndpointPrefix = new Map<string, Account>()
  readonly #resetting = new Set<string>()
  /** By account. They are the host program's, not the account's data: they outlive a reset. */
  readonly #functions = new Map<string, Map<string, LocalFunction>>()
  readonly #objects = new Map<string, Map<string, Buffer>>()

  constructor(deps: AccountHostDeps, options: AccountOptions, defaultKey: AccountKey) {
    this.#deps = deps
    this.#options = options
    this.#defaultKey = defaultKey
  }

  /** Opens the default account, and those that have data: their deadlines go on. */
  open(): void {
    this.get(this.#defaultKey)
    for (const key of this.#deps.dataDirectory?.accounts() ?? []) this.get(key)
  }

  /** The account, made if need be. Members that are missing are those of the default account. @throws LimitExceededException beyond 1,000 accounts. */
  get(selector: { readonly accountId?: string | undefined; readonly region?: string | undefined } = {}): Account {
    const key = { accountId: selector.accountId ?? this.#defaultKey.accountId, region: selector.region ?? this.#defaultKey.region }
    return this.#accounts.get(nameOf(key)) ?? this.#create(key)
  }

  /** Makes a function of the host program what an account invokes under that function name or ARN. */
  registerFunction(account: Account, nameOrArn: string, fn: LocalFunction): void {
    ofAccount(this.#functions, account).set(nameOrArn, fn)
    account.functions.register(nameOrArn, fn)
  }

  /** Makes a content of the host program the object that inputs of an account's API name by bucket and key. */
  registerObject(account: AccountKey, bucket: string, key: string, content: Buffer): void {
    ofAccount(this.#objects, account).set(objectName(bucket, key), content)
  }

  all(): readonly Account[] {
    return [...this.#accounts.values()]
  }

  /** An account that exists, without making it. */
  peek(key: AccountKey): Account | undefined {
    return this.#accounts.get(nameOf(key))
  }

  /**
   * The account that a device's connection belongs to. A certificate may be registered in several: the host name of the TLS handshake decides
   * between them (SEC-202), be it the account's own or that of a domain configuration. Else it is the first that knows the certificate, else the first
   * whose CA signed it, else the default account, which will refuse it.
   */
  ofPeer(peer: Peer & { readonly accountId?: string | undefined; readonly region?: string | undefined }): Account {
    if (peer.accountId !== undefined || peer.region !== undefined) return this.get(peer)
    const named = this.#byEndpointPrefix.get(/^(a[a-z0-9]{13})(?:-ats)?\./.exec(peer.serverName ?? '')?.[1] ?? '')
    if (named !== undefined) return named
    const certificate = peer.clientCertificate
    if (this.#accounts.size === 1) return this.get()
    const withDomain = peer.serverName === undefined ? [] : this.#withDomain(peer.serverName)
    const [first] = withDomain
    if (first !== undefined && (withDomain.length === 1 || certificate === undefined)) return first
    if (certificate === undefined) return this.get()
    const fingerprint = createHash('sha256').update(certificate.der).digest('hex')
    const accounts = first === undefined ? this.all() : withDomain
    return (
      accounts.find((account) => account.security.hasCertificate(fingerprint)) ??
      accounts.find((account) => account.security.hasRegisteredCaFor(certificate)) ??
      first ??
      this.get()
    )
  }

  /** Whether a domain configuration of any account has this domain name. */
  hasDomain(serverName: string): boolean {
    return this.#withDomain(serverName).length > 0
  }

  /** Two accounts may have configurations for the same domain name: then the certificate decides. */
  #withDomain(serverName: string): readonly Account[] {
    return this.all().filter((account) => account.security.domains.has(serverName))
  }

  /** Drops everything that the accounts know, all of them when no id is given. They are usable again, and empty, when this resolves. */
  async reset(accountId?: string): Promise<void> {
    const dropped = this.all().filter((account) => accountId === undefined || account.accountId === accountId)
    for (const account of dropped) {
      this.#forget(account)
      // Nobody may open the database again before it is gone.
      this.#resetting.add(nameOf(account))
      try {
        await account.close()
        this.#deps.dataDirectory?.remove(account)
      } finally {
        this.#resetting.delete(nameOf(account))
      }
    }
    this.get()
  }

  async close(): Promise<void> {
    const accounts = this.all()
    for (const account of accounts) this.#forget(account)
    const outcomes = await Promise.allSettled(accounts.map((account) => account.close()))
    const errors = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []))
    if (errors.length > 0) throw new AggregateError(errors, 'Not every account could be closed.')
  }

  #create(key: AccountKey): Account {
    if (this.#accounts.size >= MAX_ACCOUNTS) throw limitExceeded(`This process holds ${String(MAX_ACCOUNTS)} accounts, the most it takes.`)
    if (this.#resetting.has(nameOf(key))) throw unavailable()
    const file = this.#deps.dataDirectory?.databaseFile(key)
    const account = createAccount(
      {
        ...key,
        ...this.#deps,
        store: openStore(file === undefined ? {} : { file }),
        endpoints: this.#deps.endpoints(key),
        functions: ofAccount(this.#functions, key),
        objects: ofAccount(this.#objects, key),
        otherAccounts: {
          find: (accountId, region) => this.peek({ accountId, region })?.security.transfers,
          allBut: (accountId, region) =>
            this.all()
              .filter((other) => other.region === region && other.accountId !== accountId)
              .map(({ security }) => security.transfers),
        },
      },
      this.#options,
    )
    this.#accounts.set(nameOf(key), account)
    this.#byEndpointPrefix.set(endpointPrefix(key.accountId, key.region), account)
    return account
  }

  #forget(account: Account): void {
    this.#accounts.delete(nameOf(account))
    this.#byEndpointPrefix.delete(endpointPrefix(account.accountId, account.region))
  }
}

function unavailable(): ServiceError {
  return new ServiceError('ServiceUnavailableException', 'The account is being reset.', { status: 503 })
}

/** The table of one account, made on first use. */
function ofAccount<Value>(tables: Map<string, Map<string, Value>>, key: AccountKey): Map<string, Value> {
  const table = tables.get(nameOf(key)) ?? new Map<string, Value>()
  tables.set(nameOf(key), table)
  return table
}

function nameOf(key: AccountKey): string {
  return `${key.accountId}/${key.region}`
}
