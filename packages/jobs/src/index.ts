export { createJobs, type Jobs, type JobsDeps, type JobsOptions } from './jobs.js'
export type { TaggableResources } from './taggable.js'
export type {
  CatalogedVersion,
  EventSwitches,
  JobObjects,
  PackageCatalog,
  PresignRequest,
  ShadowReports,
  TagKeeper,
  ThingLookup,
} from './ports.js'
