import { createBroker } from '@iot-core-local/broker'
import { createCommands } from '@iot-core-local/commands'
import {
  type AccountContext,
  type Call,
  createArns,
  createDecisionLog,
  createEventBus,
  type IdSource,
  type Logger,
  notImplemented,
  type Publisher,
  type Service,
  type Store,
  type Timers,
} from '@iot-core-local/core'
import { createIndexer } from '@iot-core-local/indexer'
import { createJobs } from '@iot-core-local/jobs'
import { createFunctionCaller, createProvisioning, type Provisioning } from '@iot-core-local/provisioning'
import { createRegistry, type EndpointNames, type Registry } from '@iot-core-local/registry'
import { createFunctionInvoker, createRules, type LocalFunction, type Rules } from '@iot-core-local/rules'
import { type AnonymousPolicy, type Authority, createSecurity, type OtherAccounts, type Security } from '@iot-core-local/security'
import { createShadows } from '@iot-core-local/shadows'
import { createSoftwarePackages } from '@iot-core-local/software-packages'
import type { Quotas } from '../config/quotas.js'
import { type Account, mergeOperations } from './account.js'
import { withTemplateCheck } from './ca-template-check.js'
import { fleetSourceOf } from './fleet-source.js'
import { functionsFor } from './functions.js'
import { MessageTap } from './message-tap.js'
import { createObjectStore } from './object-store.js'
import { presignS3Url } from './presign-s3-url.js'
import { provisioningDesks } from './provisioning-desks.js'
import { PLACEHOLDER_CREDENTIALS } from './s3-objects.js'
import { brokerOptions, shadowsOptions } from './service-options.js'
import { StsRoles } from './sts-roles.js'
import { thingDirectoryOf } from './thing-directory.js'

export interface AccountDeps {
  readonly accountId: string
  readonly region: string
  /** Closed with the account. */
  readonly store: Store
  readonly timers: Timers
  /** Real time: sockets live in it whatever the account's clock says. */
  readonly wallTimers: Timers
  readonly ids: IdSource
  readonly log: Logger
  readonly authority: Authority
  readonly endpoints: EndpointNames
  readonly otherAccounts: OtherAccounts
  /** Functions of the host program, by name or ARN. */
  readonly functions: ReadonlyMap<string, LocalFunction>
  /** The URL of the HTTP listener, as clients reach it. */
  readonly httpUrl: () => string
  /** Objects of the host program, by {@link objectName}. */
  readonly objects: ReadonlyMap<string, Buffer>
}

export interface AccountOptions {
  readonly anonymousPolicy?: AnonymousPolicy | undefined
  readonly endpointTypes: 'lenient' | 'strict'
  /** Whether a domain that AWS manages has to be disabled for seven days before it can be deleted. */
  readonly domainDeletion: 'lenient' | 'strict'
  /** Whether a refused MQTT 3.1.1 client is answered before its connection is closed. */
  readonly refusedConnections: 'silent' | 'connack'
  readonly quotas?: Quotas | undefined
  /** Where functions that this process does not hold are invoked. */
  readonly lambdaEndpoint?: string | undefined
  /** Where objects are read from that neither this process nor its files have. */
  readonly s3Endpoint?: string | undefined
  readonly s3Credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined
  /** Who assumes the roles behind role aliases; without it this process makes credentials of its own. */
  readonly stsEndpoint?: string | undefined
  /** The folder that the bucket `file` stands for. */
  readonly filesDir?: string | undefined
}

/** Wires one set of services around one store and starts them. */
export function createAccount(deps: AccountDeps, options: AccountOptions): Account {
  const context = createContext(deps)
  // Some packages need each other; each is asked for only when a call comes, after all are made.
  const publisher: Publisher = { publish: (message) => broker.publisher.publish(message) }
  const tap: MessageTap = new MessageTap(() => rules.sink)

  const registry: Registry = createRegistry(
    {
      ...context,
      publisher,
      endpoints: deps.endpoints,
      principals: { exists: (arn) => security.principals.exists(arn) },
      resources: {
        exists: (arn) => firstAnswer([security, jobs, commands, provisioning, softwarePackages], ({ taggable }) => taggable.exists(arn)),
      },
    },
    { retiredEndpointTypes: options.endpointTypes },
  )
  const roles = options.stsEndpoint === undefined ? undefined : new StsRoles(options.stsEndpoint, deps.region)
  const security: Security = createSecurity(
    {
      ...context,
      things: thingDirectoryOf(() => registry, context.arns),
      authority: deps.authority,
      otherAccounts: deps.otherAccounts,
      tags: registry.tags,
      ...(roles === undefined ? {} : { roles }),
      endpoints: deps.endpoints,
      functions: { call: (functionArn, event) => caller.call(functionArn, event) },
      wallTimers: deps.wallTimers,
    },
    {
      isDomainDeletionDelayed: options.domainDeletion === 'strict',
      ...(options.anonymousPolicy === undefined ? {} : { anonymousPolicy: options.anonymousPolicy }),
    },
  )
  const lambda = { region: deps.region, ...(options.lambdaEndpoint === undefined ? {} : { endpoint: options.lambdaEndpoint }) }
  const invoker = createFunctionInvoker({ ...lambda, timers: deps.timers, log: deps.log })
  const caller = createFunctionCaller(lambda)
  const functions = functionsFor(invoker, caller)
  for (const [nameOrArn, fn] of deps.functions) functions.register(nameOrArn, fn)
  const objects = createObjectStore({
    region: deps.region,
    registered: deps.objects,
    s3Endpoint: options.s3Endpoint,
    s3Credentials: options.s3Credentials,
    filesDir: options.filesDir,
  })
  const internalCall: Call = { source: 'internal', principal: { kind: 'internal' }, requestId: context.ids.uuid() }
  const provisioning: Provisioning = createProvisioning({
    ...context,
    publisher,
    ...provisioningDesks(security, registry, internalCall),
    functions: caller,
    wallTimers: deps.wallTimers,
    bulkSource: objects,
    reportLinks: { urlOf: (token) => `${deps.httpUrl()}/_local/reports/${token}` },
    signer: {
      sign: async (publicKey) => (await deps.authority.issueDeviceCertificate({ source: { publicKey }, nowMs: deps.timers.now() })).pem,
    },
  })
  const access = security.domains.guard(provisioning.withClaims(security.access))
  const broker = createBroker(
    { ...context, access, sink: tap, wallTimers: deps.wallTimers },
    brokerOptions(options.refusedConnections, options.quotas),
  )
  const rules: Rules = createRules({ ...context, publisher, functions })
  const shadows = createShadows({ ...context, publisher }, shadowsOptions(options.quotas))
  const softwarePackages = createSoftwarePackages({
    ...context,
    indexing: { isThingIndexOn: () => indexer.isThingIndexOn() },
    tags: registry.tags,
  })
  const jobs = createJobs({
    ...context,
    publisher,
    objects: {
      read: (bucket, key, maxBytes) => objects.read(bucket, key, maxBytes),
      presign: (request) => {
        const { region, timers } = deps
        const { s3Endpoint: endpoint, s3Credentials: credentials = PLACEHOLDER_CREDENTIALS } = options
        return presignS3Url(request, { region, endpoint, credentials, nowMs: timers.now() })
      },
    },
    eventSwitches: registry,
    tags: registry.tags,
    catalog: softwarePackages.catalog,
    shadows: shadows.reports,
    things: {
      exists: (thingName) => registry.things.exists(thingName),
      groupExists: (groupName) => registry.groups.exists(groupName),
      groupIdOf: (groupName) => registry.groups.find(groupName)?.thingGroupId,
      membersOf: (groupName) => registry.groups.membersOf(groupName, true),
      groupsOf: (thingName) => registry.things.allGroupsOf(thingName).flatMap((name) => [name, ...registry.groups.ancestorsOf(name)]),
    },
  })
  const commands = createCommands({
    ...context,
    publisher,
    things: { exists: (thingName) => registry.things.exists(thingName) },
    tags: registry.tags,
  })
  const indexer = createIndexer({
    ...context,
    source: fleetSourceOf(registry, shadows, () => broker),
    dynamicGroups: registry.dynamicGroups,
  })

  // In order of start: listeners to domain events before those who cause them.
  const services: readonly Service[] = [
    registry,
    withTemplateCheck(security, provisioning),
    indexer,
    rules,
    shadows,
    jobs,
    commands,
    softwarePackages,
    provisioning,
    broker,
  ]
  broker.useTopicHandlers(services.flatMap((service) => service.topics))
  for (const service of services) service.start()

  const operations = mergeOperations(services)
  return {
    accountId: deps.accountId,
    region: deps.region,
    services,
    access,
    decisions: context.decisions,
    clock: deps.timers,
    credentialProvider: security.credentialProvider,
    domains: security.domains,
    context,
    broker,
    security: { ...security, hasCertificate: (fingerprint) => security.hasCertificate(fingerprint) || provisioning.hasClaim(fingerprint) },
    registry,
    functions,
    report: (token) => provisioning.reports.find(token),
    internalCall,
    iot: (name) => covered(operations[name], name),
    onMessage: (listener) => tap.add(listener),
    close: async () => {
      for (const service of [...services].reverse()) await service.close()
      functions.close()
      objects.close()
      roles?.close()
      deps.store.close()
    },
  }
}

function createContext(deps: AccountDeps): AccountContext {
  const log = deps.log.child({ account: deps.accountId, region: deps.region })
  const events = createEventBus(deps.store, log)
  return {
    accountId: deps.accountId,
    region: deps.region,
    arns: createArns(deps.accountId, deps.region),
    store: deps.store,
    timers: deps.timers,
    ids: deps.ids,
    events,
    decisions: createDecisionLog({ clock: deps.timers, log }),
    log,
  }
}

/** What the first of the services answers that has something to say. */
function firstAnswer<From, Answer>(services: readonly From[], ask: (service: From) => Answer | undefined): Answer | undefined {
  for (const service of services) {
    const answer = ask(service)
    if (answer !== undefined) return answer
  }
  return undefined
}

function covered<Handler>(handler: Handler, name: string): NonNullable<Handler> {
  if (handler === undefined || handler === null) throw notImplemented(name)
  return handler
}
