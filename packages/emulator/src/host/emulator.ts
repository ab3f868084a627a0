import { readFileSync, statSync } from 'node:fs'
import { isIP } from 'node:net'
import { createListeners, type ListenAddress, type Listeners } from '@iot-core-local/broker'
import { type ControllableTimers, createIdSource, createTimers, EmulatorError, type Logger, ServiceError } from '@iot-core-local/core'
import { type AdminApi, createGateway, type Gateway, type PartState } from '@iot-core-local/gateway'
import type { EndpointNames } from '@iot-core-local/registry'
import { type AnonymousPolicy, type Authority, createAuthority } from '@iot-core-local/security'
import { AccountHost } from '../account/account-host.js'
import type { Config } from '../config/options.js'
import { ClosingStack } from './closing-stack.js'
import { type DataDirectory, openDataDirectory } from './data-directory.js'
import { DomainIdentities } from './domain-identities.js'
import type { ReadyFacts } from './ready-file.js'
import { VERSION } from './version.js'

export interface Addresses {
  readonly http: ListenAddress
  readonly mqtts: ListenAddress
  readonly tls: ListenAddress
  readonly mqtt: ListenAddress | undefined
}

/** A running emulator: accounts behind shared listeners. It never touches the process: no signals, no exit, no console, no environment. */
export interface Emulator {
  readonly accounts: AccountHost
  readonly authority: Authority
  readonly timers: ControllableTimers
  readonly addresses: Addresses
  /** How clients on this machine name the host. */
  readonly clientHost: string
  readonly readyFacts: ReadyFacts
  close(): Promise<void>
}

/** Starts everything and resolves when every listener accepts. What was started is ended again when a later step fails. @throws EmulatorError */
export async function startEmulator(config: Config, log: Logger): Promise<Emulator> {
  const closing = new ClosingStack()
  try {
    return await start(config, log, closing)
  } catch (error) {
    await closing.close().catch((closeError: unknown) => {
      log.error({ err: closeError }, 'the failed start left something open')
    })
    throw error
  }
}

async function start(config: Config, log: Logger, closing: ClosingStack): Promise<Emulator> {
  const onError = (error: unknown): void => {
    log.error({ err: error }, 'scheduled work failed')
  }
  const timers = createTimers({ mode: config.time, onError })
  closing.add(() => timers.close())
  const wallTimers = createTimers({ mode: 'system', onError })
  closing.add(() => wallTimers.close())
  const ids = createIdSource()
  const dataDirectory = config.dataDir === undefined ? undefined : openDataDirectory(config.dataDir)
  if (dataDirectory !== undefined) closing.add(() => dataDirectory.release())

  const authority = await createAuthority({ clock: wallTimers, ids, hostNames: hostNames(config), ...caDirectory(config, dataDirectory) })
  const ports = new Map<string, number>()
  const accounts = new AccountHost(
    {
      timers,
      wallTimers,
      ids,
      log,
      authority,
      dataDirectory,
      endpoints: () => endpointNames(config),
      httpUrl: () => advertisedUrl(config, ports.get('http') ?? config.httpPort),
    },
    {
      anonymousPolicy: anonymousPolicy(config),
      endpointTypes: config.endpointTypes,
      domainDeletion: config.domainDeletion,
      refusedConnections: config.refusedConnections,
      quotas: config.quotas,
      lambdaEndpoint: config.lambdaEndpoint,
      s3Endpoint: config.s3Endpoint,
      stsEndpoint: config.stsEndpoint,
      s3Credentials: config.s3Credentials?.[0],
      filesDir: filesDirectory(config),
    },
    config,
  )
  closing.add(() => accounts.close())
  openAccounts(accounts, config)

  let phase: 'starting' | 'ready' | 'stopping' = 'starting'
  const admin: AdminApi = {
    health: () => ({
      phase,
      version: VERSION,
      services: Object.fromEntries(serviceStates(accounts, phase)),
      listeners: Object.fromEntries(ports),
    }),
    caPem: () => authority.caCertificatePem,
    reset: (accountId) => accounts.reset(accountId),
    explain: ({ accountId, region, ...query }) => accounts.get({ accountId, region }).security.explain(query),
    report: (token) => reportOf(accounts, token),
    time: timers,
  }
  const gateway = createGateway(
    {
      accounts: { find: (selector) => accounts.ofPeer({ ...selector.peer, ...selected(selector) }) },
      admin,
      log,
      ids,
      sessionKeys: authority.sessionKeys,
    },
    config.credentials === undefined ? {} : { credentials: config.credentials },
  )
  closing.add(() => gateway.close())
  const identities = new DomainIdentities(authority)
  const listeners = createListeners({
    route: (peer) => accounts.ofPeer(peer).broker,
    decisions: (peer) => accounts.ofPeer(peer).decisions,
    http: gateway,
    tls: () => ({ key: authority.server.keyPem, cert: authority.server.certPem }),
    identityFor: (serverName) => (accounts.hasDomain(serverName) ? identities.of(serverName) : undefined),
    log,
    wallTimers,
  })
  closing.add(() => listeners.close())
  gateway.onUpgrade((request, socket, head, peer) => listeners.upgradeWebSocket(request, socket, head, peer))

  const addresses = await listen(config, gateway, listeners, ports)
  phase = 'ready'
  closing.add(() => {
    phase = 'stopping'
  })
  const clientHost = clientHostOf(config.host)
  return {
    accounts,
    authority,
    timers,
    addresses,
    clientHost,
    readyFacts: readyFacts(config, addresses, clientHost, dataDirectory),
    close: () => closing.close(),
  }
}

async function listen(config: Config, gateway: Gateway, listeners: Listeners, ports: Map<string, number>): Promise<Addresses> {
  const { host } = config
  const bind = async (name: string, bound: Promise<ListenAddress>): Promise<ListenAddress> => {
    const address = await bound.catch((error: unknown) => {
      throw withFlag(error, `--${name}-port`)
    })
    ports.set(name, address.port)
    return address
  }
  const http = await bind('http', gateway.listen({ host, port: config.httpPort }))
  const mqtts = await bind('mqtts', listeners.listenMqtts({ host, port: config.mqttsPort }))
  const tls = await bind('tls', listeners.listenTls({ host, port: config.tlsPort }))
  const mqtt = config.mqttPort === undefined ? undefined : await bind('mqtt', listeners.listenMqtt({ host, port: config.mqttPort }))
  return { http, mqtts, tls, mqtt }
}

/** The listeners do not know the options; people do not know the listeners. */
function withFlag(error: unknown, flag: string): unknown {
  if (!(error instanceof EmulatorError)) return error
  const hint =
    error.code === 'ICL_HOST_UNAVAILABLE'
      ? 'Give --host an address of this machine.'
      : `Stop the other program, or give ${flag} another port; 0 takes a free one.`
  return new EmulatorError(error.code, error.message, { hint, cause: error })
}

function selected(selector: { readonly accountId?: string; readonly region?: string }): { accountId?: string; region?: string } {
  return {
    ...(selector.accountId === undefined ? {} : { accountId: selector.accountId }),
    ...(selector.region === undefined ? {} : { region: selector.region }),
  }
}

function* serviceStates(accounts: AccountHost, phase: PartState): Generator<readonly [string, PartState]> {
  for (const service of accounts.all()[0]?.services ?? []) yield [service.name, phase]
}

function hostNames(config: Config): readonly string[] {
  const names = [...(config.advertisedHost ?? [])].map((name) => name.replace(/:\d+$/, ''))
  if (!['0.0.0.0', '::'].includes(config.host)) names.push(config.host)
  return [...new Set(names)]
}

function caDirectory(config: Config, dataDirectory: DataDirectory | undefined): { readonly directory?: string } {
  const directory = config.caDir ?? (dataDirectory === undefined ? undefined : dataDirectory.caPath)
  return directory === undefined ? {} : { directory }
}

/** DescribeEndpoint names what resolves here, not AWS's hosts: clients must reach this process (REG-555). */
function endpointNames(config: Config): EndpointNames {
  const address = config.advertisedHost?.[0] ?? 'localhost'
  return { addressOf: () => address }
}

/** The HTTP listener as clients elsewhere reach it. */
function advertisedUrl(config: Config, port: number): string {
  const advertised = config.advertisedHost?.[0]
  const name = advertised === undefined || isIP(advertised) !== 0 ? advertised : advertised.replace(/:\d+$/, '')
  return httpUrl(name ?? clientHostOf(config.host), port)
}

function httpUrl(host: string, port: number): string {
  return `http://${isIP(host) === 6 ? `[${host}]` : host}:${String(port)}`
}

/** The token in the link of a report says nothing about the account. */
function reportOf(accounts: AccountHost, token: string): Iterable<string> | undefined {
  for (const account of accounts.all()) {
    const report = account.report(token)
    if (report !== undefined) return report
  }
  return undefined
}

function anonymousPolicy(config: Config): AnonymousPolicy | undefined {
  if (config.anonymousPolicy === undefined) return undefined
  if (!/[/\\]|\.json$/.test(config.anonymousPolicy)) return { policyName: config.anonymousPolicy }
  try {
    return { document: readFileSync(config.anonymousPolicy, 'utf8') }
  } catch (cause) {
    throw new EmulatorError('ICL_CONFIG_INVALID', `The policy file ${config.anonymousPolicy} cannot be read.`, {
      hint: 'Give --anonymous-policy a file with an IoT policy document, or the name of a policy of the account.',
      cause,
    })
  }
}

function filesDirectory({ filesDir }: Config): string | undefined {
  if (filesDir === undefined || statSync(filesDir, { throwIfNoEntry: false })?.isDirectory() === true) return filesDir
  throw new EmulatorError('ICL_CONFIG_INVALID', `The files folder ${filesDir} is not a folder.`, {
    hint: 'Give --files-dir the folder that objects of the bucket file are read from.',
  })
}

function openAccounts(accounts: AccountHost, config: Config): void {
  try {
    accounts.open()
  } catch (cause) {
    if (!(cause instanceof ServiceError) || cause.name !== 'MalformedPolicyException') throw cause
    throw new EmulatorError('ICL_CONFIG_INVALID', `${config.anonymousPolicy ?? ''} is not a policy document: ${cause.message}`, {
      hint: 'Write an IoT policy document into the file of --anonymous-policy.',
      cause,
    })
  }
}

function clientHostOf(host: string): string {
  return host === '0.0.0.0' || host === '::' || host === '127.0.0.1' || host === '::1' ? 'localhost' : host
}

function readyFacts(config: Config, addresses: Addresses, clientHost: string, dataDirectory: DataDirectory | undefined): ReadyFacts {
  const httpEndpoint = httpUrl(clientHost, addresses.http.port)
  return {
    version: VERSION,
    pid: process.pid,
    accountId: config.accountId,
    region: config.region,
    host: clientHost,
    httpPort: addresses.http.port,
    mqttsPort: addresses.mqtts.port,
    tlsPort: addresses.tls.port,
    ...(addresses.mqtt === undefined ? {} : { mqttPort: addresses.mqtt.port }),
    httpEndpoint,
    caUrl: `${httpEndpoint}/_local/ca.pem`,
    ...(dataDirectory === undefined ? {} : { dataDir: dataDirectory.path }),
  }
}
