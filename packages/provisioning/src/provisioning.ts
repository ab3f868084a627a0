import type { Access, AccountContext, Publisher, Service, Timers } from '@iot-core-local/core'
import { BulkRunner } from './bulk/bulk-runner.js'
import { Reports } from './bulk/reports.js'
import type { ProvisioningContext } from './context.js'
import { withClaims } from './fleet/claim-access.js'
import { Claims } from './fleet/claims.js'
import { OwnershipTokens } from './fleet/ownership-tokens.js'
import { fleetTopics } from './fleet/topics.js'
import { provisionJustInTime } from './jitp/just-in-time.js'
import { createJitrAnnouncer } from './jitr/jitr-announcer.js'
import { provisioningOperations } from './operations/index.js'
import type {
  BulkSource,
  CaDirectory,
  CertificateDesk,
  CertificateSigner,
  FunctionCaller,
  PolicyDesk,
  ReportLinks,
  TagKeeper,
  TaggableResources,
  ThingDesk,
} from './ports.js'
import { Provisioner } from './runs/provisioner.js'
import { openCertificateProvidersStore } from './store/certificate-providers-store.js'
import { openClaimsStore } from './store/claims-store.js'
import { migrations } from './store/migrations.js'
import { openTemplatesStore } from './store/templates-store.js'
import { openTasksStore } from './store/tasks-store.js'
import { openTokensStore } from './store/tokens-store.js'
import { TemplateBook } from './templates/template-book.js'

export interface ProvisioningDeps extends AccountContext {
  readonly publisher: Publisher
  readonly certificates: CertificateDesk
  readonly policies: PolicyDesk
  readonly things: ThingDesk
  readonly cas: CaDirectory
  readonly tags: TagKeeper
  readonly functions: FunctionCaller
  /** Real time: functions live in it whatever the account's clock says. */
  readonly wallTimers: Timers
  readonly signer: CertificateSigner
  readonly bulkSource: BulkSource
  readonly reportLinks: ReportLinks
}

/** How devices get their identity: just in time, by templates, and in fleets. */
export interface Provisioning extends Service {
  /**
   * Whether a CA certificate's registration config may name the template (PRV-104).
   * @throws InvalidRequestException when it does not exist or is not of the type JITP
   */
  checkTemplateOfCa(templateName: string): void
  /** An access that also knows the certificates of provisioning claims (PRV-622). */
  withClaims(others: Access): Access
  /** Whether the certificate with this fingerprint (lower-case hex SHA-256 of the DER) is that of a claim that has not expired. */
  hasClaim(fingerprint: string): boolean
  /** The reports of bulk registration tasks behind their links. */
  readonly reports: {
    /** The report that a link's token names, piece by piece; undefined when no link with this token was given out. */
    find(token: string): Iterable<string> | undefined
  }
  /** Which resources of this package can be tagged. */
  readonly taggable: TaggableResources
}

export function createProvisioning(deps: ProvisioningDeps): Provisioning {
  deps.store.migrate('provisioning', migrations)
  const book = new TemplateBook(openTemplatesStore(deps.store))
  const provisioner = new Provisioner(deps, deps)
  const claims = new Claims(deps, openClaimsStore(deps.store), deps.signer)
  const tokens = new OwnershipTokens(deps, openTokensStore(deps.store), deps.certificates)
  const providers = openCertificateProvidersStore(deps.store)
  const tasks = openTasksStore(deps.store)
  const runner = new BulkRunner({ account: deps, book, provisioner, tasks, source: deps.bulkSource })
  const bulk = { tasks, runner, reports: new Reports(tasks, deps.reportLinks, deps.ids) }
  const context: ProvisioningContext = { account: deps, book, provisioner, claims, providers, bulk, cas: deps.cas, tags: deps.tags }
  const fleet = {
    account: deps,
    book,
    provisioner,
    tokens,
    providers,
    certificates: deps.certificates,
    functions: deps.functions,
    clocks: [deps.timers, deps.wallTimers],
  }
  const jitr = createJitrAnnouncer(deps)
  const stops: (() => void)[] = []
  return {
    name: 'provisioning',
    operations: { iot: provisioningOperations(context) },
    topics: fleetTopics(fleet),
    withClaims: (others) => withClaims(others, claims, deps.arns),
    hasClaim: (fingerprint) => claims.find(fingerprint) !== undefined,
    checkTemplateOfCa: (templateName) => {
      book.checkNamedByCa(templateName)
    },
    reports: bulk.reports,
    taggable: {
      exists: ({ resourceType, resourceId }) => {
        if (resourceType === 'provisioningtemplate') return book.rows.find(resourceId) !== undefined
        return resourceType === 'certificateprovider' ? providers.only()?.name === resourceId : undefined
      },
    },
    start: () => {
      jitr.start()
      tokens.start()
      claims.start()
      runner.start()
      stops.push(
        deps.events.on('certificate.presented', (event) => {
          provisionJustInTime({ account: deps, book, provisioner, certificates: deps.certificates, cas: deps.cas }, event)
        }),
      )
    },
    close: async () => {
      jitr.close()
      tokens.close()
      claims.close()
      for (const stop of stops.splice(0)) stop()
      await runner.close()
    },
  }
}
