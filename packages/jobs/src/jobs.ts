import type { AccountContext, Publisher, Service } from '@iot-core-local/core'
import { addTask } from './changes/job-changes.js'
import { JobDocuments } from './changes/job-documents.js'
import { followMembership } from './changes/membership.js'
import { Wakeups } from './changes/wakeups.js'
import { Work } from './changes/work.js'
import type { JobsContext, Stock } from './context.js'
import { dataOperations } from './executions/http-operations.js'
import { createTaggable, type TaggableResources } from './taggable.js'
import { DEFAULT_SLICE_SIZE } from './limits.js'
import { controlOperations } from './operations/index.js'
import type { EventSwitches, JobObjects, PackageCatalog, ShadowReports, TagKeeper, ThingLookup } from './ports.js'
import { cancelStep } from './runners/cancel-step.js'
import { deleteStep } from './runners/delete-step.js'
import { createReconcileStep, RECONCILE_START } from './runners/reconcile-step.js'
import { createRolloutStep } from './runners/rollout-step.js'
import { scheduleStep } from './runners/schedule-step.js'
import { TaskRunner } from './runners/task-runner.js'
import { createTimeoutRunner } from './runners/timeout-runner.js'
import { ExecutionsStore } from './store/executions-store.js'
import { JobPackagesStore } from './store/job-packages-store.js'
import { JobsStore } from './store/jobs-store.js'
import { migrations } from './store/migrations.js'
import { RunStore } from './store/run-store.js'
import { RolloutQueueStore } from './store/rollout-queue-store.js'
import { TasksStore } from './store/tasks-store.js'
import { TemplatesStore } from './store/templates-store.js'
import { jobTopics } from './topics/route.js'

export interface JobsDeps extends AccountContext {
  readonly publisher: Publisher
  readonly things: ThingLookup
  readonly objects: JobObjects
  readonly eventSwitches: EventSwitches
  readonly tags: TagKeeper
  readonly catalog: PackageCatalog
  readonly shadows: ShadowReports
}

export interface JobsOptions {
  /** How many executions one stretch of background work handles before the event loop gets its turn. Default 50. */
  readonly sliceSize?: number
}

export interface Jobs extends Service {
  readonly taggable: TaggableResources
}

/** Makes the jobs service of one account: control plane, device plane over HTTP and MQTT, and the work behind them. */
export function createJobs(deps: JobsDeps, options: JobsOptions = {}): Jobs {
  const context = createContext(deps, options)
  const timeouts = createTimeoutRunner(context)
  const tasks = new TaskRunner(context, {
    rollout: createRolloutStep(),
    cancel: cancelStep,
    delete: deleteStep,
    schedule: scheduleStep,
    reconcile: createReconcileStep(),
  })
  context.wakeups.listen({ onDeadline: (dueMs) => timeouts.expect(dueMs), onTask: () => void tasks.kick() })
  const run = new RunStore(deps.store)
  let isStarted = false
  let stopFollowing = (): void => undefined
  return {
    name: 'jobs',
    operations: { iot: controlOperations(context), 'iot-jobs-data': dataOperations(context) },
    topics: jobTopics(context),
    taggable: createTaggable(context),
    start: () => {
      stopFollowing = followMembership(context)
      if (!run.open()) catchUp(context)
      isStarted = true
      timeouts.start()
      tasks.start()
    },
    close: async () => {
      stopFollowing()
      await Promise.all([timeouts.close(), tasks.close()])
      if (isStarted) run.close()
    },
  }
}

/** The last run ended in the middle of things: news of things and groups may not have come through. */
function catchUp(context: JobsContext): void {
  context.account.store.transaction(() => {
    context.tasks.deleteOfJob(NO_JOB)
    addTask(context, NO_JOB, 'reconcile', RECONCILE_START, context.account.timers.now())
  })
}

/** Under which the task is kept that is about all jobs. No job has an empty id. */
const NO_JOB = ''

function createContext(deps: JobsDeps, options: JobsOptions): JobsContext {
  const { store } = deps
  store.migrate('jobs', migrations)
  const jobs = new JobsStore(store)
  const packages = new JobPackagesStore(store)
  const stock: Stock = {
    account: deps,
    publisher: deps.publisher,
    things: deps.things,
    objects: deps.objects,
    eventSwitches: deps.eventSwitches,
    catalog: deps.catalog,
    shadows: deps.shadows,
    jobs,
    executions: new ExecutionsStore(store),
    tasks: new TasksStore(store),
    queue: new RolloutQueueStore(store),
    tags: deps.tags,
    templates: new TemplatesStore(store),
    packages,
    documents: new JobDocuments(jobs, packages, deps.objects, deps.region),
    wakeups: new Wakeups(),
    sliceSize: options.sliceSize ?? DEFAULT_SLICE_SIZE,
  }
  return { ...stock, work: new Work(stock) }
}
