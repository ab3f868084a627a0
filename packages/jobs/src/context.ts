import type { AccountContext, Publisher } from '@iot-core-local/core'
import type { JobDocuments } from './changes/job-documents.js'
import type { Wakeups } from './changes/wakeups.js'
import type { Work } from './changes/work.js'
import type { EventSwitches, JobObjects, PackageCatalog, ShadowReports, TagKeeper, ThingLookup } from './ports.js'
import type { ExecutionsStore } from './store/executions-store.js'
import type { JobPackagesStore } from './store/job-packages-store.js'
import type { JobsStore } from './store/jobs-store.js'
import type { RolloutQueueStore } from './store/rollout-queue-store.js'
import type { TemplatesStore } from './store/templates-store.js'
import type { TasksStore } from './store/tasks-store.js'

/** What the rules of this package read and write. */
export interface Stock {
  readonly account: AccountContext
  readonly publisher: Publisher
  readonly things: ThingLookup
  readonly objects: JobObjects
  readonly eventSwitches: EventSwitches
  readonly catalog: PackageCatalog
  readonly shadows: ShadowReports
  readonly jobs: JobsStore
  readonly executions: ExecutionsStore
  readonly tasks: TasksStore
  readonly queue: RolloutQueueStore
  readonly tags: TagKeeper
  readonly templates: TemplatesStore
  /** The package versions that jobs bring. */
  readonly packages: JobPackagesStore
  readonly documents: JobDocuments
  readonly wakeups: Wakeups
  /** How many executions one stretch of work handles. */
  readonly sliceSize: number
}

/** The stock, and the way to change it. */
export interface JobsContext extends Stock {
  readonly work: Work
}
