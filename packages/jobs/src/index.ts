export { createJobs, type Jobs, type JobsDeps, type JobsOptions } from './jobs.js'
export type { TaggableResources } from './taggable.js'
export type { EventSwitches, JobObjects, PresignRequest, TagKeeper, ThingLookup } from './ports.js'
