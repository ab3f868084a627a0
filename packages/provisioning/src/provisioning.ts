import type { AccountContext, Publisher, Service } from '@iot-core-local/core'
import type { ProvisioningContext } from './context.js'
import { provisionJustInTime } from './jitp/just-in-time.js'
import { createJitrAnnouncer } from './jitr/jitr-announcer.js'
import { provisioningOperations } from './operations/index.js'
import type { CaDirectory, CertificateDesk, PolicyDesk, TagKeeper, TaggableResources, ThingDesk } from './ports.js'
import { Provisioner } from './runs/provisioner.js'
import { migrations } from './store/migrations.js'
import { openTemplatesStore } from './store/templates-store.js'
import { TemplateBook } from './templates/template-book.js'

export interface ProvisioningDeps extends AccountContext {
  readonly publisher: Publisher
  readonly certificates: CertificateDesk
  readonly policies: PolicyDesk
  readonly things: ThingDesk
  readonly cas: CaDirectory
  readonly tags: TagKeeper
}

/** How devices get their identity: just in time, by templates, and in fleets. */
export interface Provisioning extends Service {
  /**
   * Whether a CA certificate's registration config may name the template (PRV-104).
   * @throws InvalidRequestException when it does not exist or is not of the type JITP
   */
  checkTemplateOfCa(templateName: string): void
  /** Which resources of this package can be tagged. */
  readonly taggable: TaggableResources
}

export function createProvisioning(deps: ProvisioningDeps): Provisioning {
  deps.store.migrate('provisioning', migrations)
  const book = new TemplateBook(openTemplatesStore(deps.store))
  const provisioner = new Provisioner(deps, deps)
  const context: ProvisioningContext = { account: deps, book, provisioner, cas: deps.cas, tags: deps.tags }
  const jitr = createJitrAnnouncer(deps)
  const stops: (() => void)[] = []
  return {
    name: 'provisioning',
    operations: { iot: provisioningOperations(context) },
    topics: [],
    checkTemplateOfCa: (templateName) => {
      book.checkNamedByCa(templateName)
    },
    taggable: {
      exists: ({ resourceType, resourceId }) =>
        resourceType === 'provisioningtemplate' ? book.rows.find(resourceId) !== undefined : undefined,
    },
    start: () => {
      jitr.start()
      stops.push(
        deps.events.on('certificate.presented', (event) => {
          provisionJustInTime({ account: deps, book, provisioner, certificates: deps.certificates, cas: deps.cas }, event)
        }),
      )
    },
    close: () => {
      jitr.close()
      for (const stop of stops.splice(0)) stop()
      return Promise.resolve()
    },
  }
}
